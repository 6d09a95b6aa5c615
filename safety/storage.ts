import { environmentOf, type Context } from "./environment";
import { eachItem, inspect } from "./expect";
import { about, undecided, type Finding, type SetFinding } from "./finding";
import { backups, mariadbs, statefulSets, volumeClaims } from "./kinds";
import { mayBe } from "./labels";
import { identityOf, membersOf, textAt, type Member, type Target } from "./objects";
import { read, type Path, type Value } from "./value";

const serverName = ["spec", "mariaDbRef", "name"];

/** Finds the backups of a server in a set, and those that may turn out to be; asked of each server, it looks once. */
export function backupsIn(objects: readonly Value[]): (server: Value) => readonly Member[] {
  const byName = Map.groupBy(membersOf(objects, backups), ({ object }) => {
    const name = read(object, serverName);
    return name.state === "known" ? name.value : undefined;
  });
  return (server) =>
    [identityOf(server).name, undefined]
      .flatMap((name) => byName.get(name) ?? [])
      .filter(({ object }) => isBackupOf(server, object))
      .sort((one, other) => one.index - other.index);
}

/** Whether a backup is, or may turn out to be, one of that server. */
function isBackupOf(server: Value, backup: Value): boolean {
  const { name, namespace } = identityOf(server);
  const wanted = textAt(backup, ["spec", "mariaDbRef", "namespace"]) || identityOf(backup).namespace;
  return (
    mayBe(read(backup, serverName), name) &&
    textAt(backup, ["spec", "mariaDbRef", "kind"]) !== "ExternalMariaDB" &&
    (namespace === "" || wanted === "" || namespace === wanted)
  );
}

/**
 * For each server of production that has backups in the set: requires that one of them is as it should be, otherwise
 * reports what is wrong with each. A server without any is the business of another rule.
 */
export function oneBackupOfEachServer(
  objects: readonly Value[],
  context: Context,
  problems: (backup: Value) => readonly Finding[],
): readonly SetFinding[] {
  const backupsOf = backupsIn(objects);
  return membersOf(objects, mariadbs)
    .filter(({ object }) => environmentOf(object, context) === "production")
    .flatMap(({ index, object: server }) => {
      const name = read(server, ["metadata", "name"]);
      if (name.state === "unknown") {
        return about(index, [undecided(name.path)]);
      }
      const judged = backupsOf(server).map((backup) => {
        const reference = read(backup.object, serverName);
        const doubt = reference.state === "unknown" ? [undecided(reference.path)] : [];
        return about(backup.index, [...doubt, ...problems(backup.object)]);
      });
      return judged.some((found) => found.length === 0) ? [] : judged.flat();
    });
}

/** The kinds that claim volumes for data. */
export const claimants: readonly Target[] = [mariadbs, backups, volumeClaims, statefulSets];

/**
 * Judges the spec of every claim that an object is or makes. A MariaDB that says no more than a size has none.
 *
 * @param check Takes the path of the claim's spec.
 */
export function eachClaim(object: Value, check: (spec: Path) => readonly Finding[]): readonly Finding[] {
  switch (identityOf(object).kind) {
    case "PersistentVolumeClaim":
      return check(["spec"]);
    case "StatefulSet":
      return eachItem(object, ["spec", "volumeClaimTemplates"], (_, path) => check([...path, "spec"]));
    case "MariaDB":
      return ifPresent(["spec", "storage", "volumeClaimTemplate"]);
    default:
      return ifPresent(["spec", "storage", "persistentVolumeClaim"]);
  }

  function ifPresent(path: Path): readonly Finding[] {
    return inspect(object, path, { known: () => check(path) });
  }
}
