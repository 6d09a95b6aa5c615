import { environmentOf } from "../environment";
import { inspect, text } from "../expect";
import { shown, type Finding } from "../finding";
import { mariadbs, operatorKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";
import { parseImage } from "../versions";
import { eachContainer, storesDatabase, usesDatabase, workloads, worksOnDatabase } from "../workloads";

const server: Path = ["spec", "image"];

/** Where the operator's kinds name images. What is left out is the operator's choice, which comes with its version. */
const ofOperator: readonly Path[] = [
  server,
  ["spec", "metrics", "exporter", "image"],
  ["spec", "galera", "agent", "image"],
  ["spec", "galera", "initContainer", "image"],
  ["spec", "replication", "agent", "image"],
  ["spec", "replication", "initContainer", "image"],
];

export const imagePinned = defineRule({
  id: "image-pinned",
  scope: "object",
  title: "Images are named by an exact tag, and those that work on a production database by their digest",
  why:
    "A tag that moves changes the server at the next restart of a pod, on whatever day that is, and a MariaDB that was " +
    "started once with a newer version cannot go back. latest, lts, 11 and 11.8 all move. A digest is the only name " +
    "that nobody can give to another image, not even who controls the registry. The images of a chart are pinned by the " +
    "chart's version, and what has nothing to do with a database is not judged.",
  severity: "high",
  appliesTo: [mariadbs, operatorKinds("MaxScale"), ...workloads],
  remedy:
    "Set spec.image to a whole version, such as docker.io/library/mariadb:11.8.9, and in production add the digest to " +
    "every image that runs, stores or writes a database: docker.io/library/mariadb:11.8.9@sha256:...",
  references: [
    {
      title: "Kubernetes: image names",
      url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    },
    {
      title: "mariadb-operator: updates",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/updates.md",
    },
  ],
  shows: ["image"],
  check: (object, context) => {
    const { kind } = identityOf(object);
    const production = environmentOf(object, context) === "production";
    if (kind === "MariaDB" || kind === "MaxScale") {
      const problem = production ? exactTagAndDigest : exactTag;
      return ofOperator.flatMap((path) =>
        inspect(object, path, {
          known: () => pinned(object, path, problem),
          absent: () => (kind === "MariaDB" && path === server ? [unnamed] : []),
        }),
      );
    }
    // Who sees the whole repository tells a server from a client; a claimed volume alone may hold anything.
    const seen = context.concerns !== undefined;
    if (!(seen ? usesDatabase(object) || storesDatabase(object) : worksOnDatabase(object))) {
      return [];
    }
    const problem = production && (!seen || storesDatabase(object)) ? digest : anyTag;
    return eachContainer(object, (_, path) => pinned(object, [...path, "image"], problem));
  },
});

/** For the tools around the server that is right; the server itself cannot go back from a newer version. */
const unnamed: Finding = {
  path: server,
  message: "must name its image in spec.image, because the operator's default moves with the operator",
};

/** What is wrong with an image, as the end of a sentence; undefined when nothing is. */
type Problem = (tag: string | undefined, digest: string | undefined) => string | undefined;

const anyTag: Problem = (tag, sha) =>
  sha === undefined && (tag === undefined || tag === "latest") ? "an exact tag, not latest" : undefined;

const digest: Problem = (_, sha) =>
  sha === undefined ? "its digest (@sha256:...) in production" : undefined;

/** The operator reads the version from the tag, so a digest alone does not do: 11.8.9, 23.08.5-ubi. */
const exactTag: Problem = (tag) =>
  /^v?\d+\.\d+\.\d+([-+.][\w.-]+)?$/.test(tag ?? "")
    ? undefined
    : "a tag with a whole version, such as 11.8.9";

/** The digest goes behind the tag, not in its place. */
const exactTagAndDigest: Problem = (tag, sha) => exactTag(tag, sha) ?? digest(tag, sha);

function pinned(object: Value, path: Path, problem: Problem): readonly Finding[] {
  return text(object, path, {
    known: (written) => {
      const image = parseImage(written);
      const wrong = image === undefined ? "a name and a tag or digest" : problem(image.tag, image.digest);
      const message = `must not run ${shown(written)} in ${formatPath(path)}, but an image with ${wrong ?? ""}`;
      return wrong === undefined ? [] : [{ path, message }];
    },
  });
}
