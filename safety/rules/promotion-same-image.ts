import { text } from "../expect";
import { about, shown, undecided, type Finding } from "../finding";
import { operatorKinds } from "../kinds";
import { identityOf, membersOf } from "../objects";
import { defineRule } from "../rule";
import { read, type Value } from "../value";
import { parseImage } from "../versions";

const servers = operatorKinds("MariaDB", "MaxScale");
const image = ["spec", "image"];

export const promotionSameImage = defineRule({
  id: "promotion-same-image",
  scope: "promotion",
  title: "An environment runs the images that the one before it has run",
  why:
    "A database cannot be rolled back: the first start of a newer server rewrites the data directory. So the place to " +
    "learn that an image does not start, converts for an hour or breaks a query is the environment before, and only if " +
    "it ran this very image. A tag says less than a digest: the same tag may have been pushed again in between.",
  severity: "high",
  appliesTo: [servers],
  remedy:
    "Set spec.image to the image that the environment before has run, with its digest in both; bring a new " +
    "image there first.",
  references: [
    {
      title: "MariaDB: downgrading between major versions",
      url: "https://mariadb.com/docs/server/server-management/install-and-upgrade-mariadb/upgrading/downgrading-between-major-releases-of-mariadb",
    },
    {
      title: "Kubernetes: image names",
      url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    },
  ],
  shows: ["image"],
  check: ({ earlier, later }) => {
    const before = membersOf(earlier, servers);
    return membersOf(later, servers).flatMap(({ index, object }) => {
      const counterparts = before.filter((other) => isCounterpart(other.object, object));
      return about(
        index,
        differentImage(
          object,
          counterparts.map((other) => other.object),
        ),
      );
    });
  },
});

function isCounterpart(a: Value, b: Value): boolean {
  const [one, other] = [identityOf(a), identityOf(b)];
  return one.kind === other.kind && one.name === other.name;
}

/** One counterpart is enough: a name may stand in several namespaces of the earlier environment. */
function differentImage(object: Value, counterparts: readonly Value[]): readonly Finding[] {
  const name = read(object, ["metadata", "name"]);
  if (name.state === "unknown") {
    return [undecided(name.path)];
  }
  const problems = counterparts.map((before) => compare(before, object));
  if (problems.some((found) => found.length === 0)) {
    return [];
  }
  const message = "must first run in the environment before, which has no object of that kind and name";
  return problems[0] ?? [{ path: ["metadata", "name"], message }];
}

function compare(before: Value, after: Value): readonly Finding[] {
  const was = read(before, image);
  if (was.state === "unknown") {
    return [undecided(was.path)];
  }
  const written = was.state === "known" && typeof was.value === "string" ? was.value : undefined;
  const wanted = written === undefined ? "the operator's own" : shown(written);
  return text(after, image, {
    known: (now) =>
      written !== undefined && isSame(written, now)
        ? []
        : [
            {
              path: image,
              message: `must not run ${shown(now)} where the environment before runs ${wanted}`,
            },
          ],
    absent: () =>
      written === undefined
        ? []
        : [{ path: image, message: `must write spec.image, as the environment before runs ${wanted}` }],
  });
}

/** The same digest is the same image, wherever it was pulled from; otherwise all parts must agree. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [parseImage(a), parseImage(b)];
  if (one === undefined || other === undefined) {
    return a === b;
  }
  return one.digest === undefined
    ? JSON.stringify(one) === JSON.stringify(other)
    : one.digest === other.digest;
}
