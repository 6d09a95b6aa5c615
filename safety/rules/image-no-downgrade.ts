import { eachKept, type Revisions } from "../changes";
import { text } from "../expect";
import { shown, undecided, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { isExactly, mayBe } from "../labels";
import { textAt } from "../objects";
import { defineRule, levels } from "../rule";
import { isList, read, type Value } from "../value";
import { parseImage } from "../versions";

const image = ["spec", "image"];
const upgrade = ["spec", "updateStrategy", "mariadbAutoUpgradeEnabled"];

export const imageNoDowngrade = defineRule({
  id: "image-no-downgrade",
  scope: "change",
  title: "A server is never downgraded, and a new series comes with mariadb-upgrade",
  why:
    "A newer MariaDB rewrites its data directory, and an older one then refuses to start or corrupts it; the only way " +
    "back is a restore. Going up to another series (11.8 to 12.3) the system tables must be converted by " +
    "mariadb-upgrade, which the image runs only when it is told to. A revert in Git that takes the image along is a " +
    "downgrade.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [mariadbs],
  remedy:
    "Keep the version of spec.image, or go up. For another series set spec.updateStrategy.mariadbAutoUpgradeEnabled: true " +
    "(operator 26.10.1) or MARIADB_AUTO_UPGRADE=1 in spec.env, after a backup.",
  references: [
    {
      title: "MariaDB: downgrading between major versions",
      url: "https://mariadb.com/docs/server/server-management/install-and-upgrade-mariadb/upgrading/downgrading-between-major-releases-of-mariadb",
    },
    {
      title: "mariadb-operator: updates",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/updates.md",
    },
  ],
  shows: ["image"],
  check: (change) => eachKept(change, [mariadbs], downgraded),
});

function downgraded({ before, after }: Revisions): readonly Finding[] {
  const was = read(before, image);
  if (was.state === "unknown") {
    return [undecided(was.path)];
  }
  const written = textAt(before, image);
  return text(after, image, {
    known: (later) => {
      const [from, to] = [series(written), series(later)];
      if (written === "" || later === written || (from === undefined && to === undefined)) {
        return [];
      }
      if (from === undefined || to === undefined) {
        const message =
          "must name a version in spec.image, such as mariadb:11.8.9, as the order of the two cannot be told";
        return [{ path: image, message }];
      }
      return step(from, to, after, `from ${shown(written)} to ${shown(later)}`);
    },
    absent: () =>
      written === ""
        ? []
        : [{ path: image, message: "must keep spec.image, because the operator's own version is another" }],
  });
}

function step(
  from: readonly number[],
  to: readonly number[],
  after: Value,
  change: string,
): readonly Finding[] {
  const at = from.findIndex((part, index) => part !== (to[index] ?? 0));
  if (at !== -1 && (to[at] ?? 0) < (from[at] ?? 0)) {
    return [{ path: image, message: `must not go back ${change}, because MariaDB cannot be downgraded` }];
  }
  if (at === -1 || at === 2 || isExactly(read(after, upgrade), true) || upgradesByEnvironment(after)) {
    return [];
  }
  const message = `must run mariadb-upgrade ${change}, because the system tables are of the earlier series`;
  return [mayBe(read(after, upgrade), true) ? undecided(upgrade) : { path: image, message }];
}

function upgradesByEnvironment(server: Value): boolean {
  const list = read(server, ["spec", "env"]);
  const items = list.state === "known" && isList(list.value) ? list.value : [];
  return items.some(
    (item) => textAt(item, ["name"]) === "MARIADB_AUTO_UPGRADE" && textAt(item, ["value"]) !== "",
  );
}

/** Major, minor and patch of an image's tag; a patch that is left out is the newest one. */
function series(written: string): readonly number[] | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?![\d.])/.exec(parseImage(written)?.tag ?? "");
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? Infinity)];
}
