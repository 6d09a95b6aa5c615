import { environmentOf } from "./environment";
import type { Context } from "./context";
import { undecided } from "./expect";
import { about } from "./finding";
import type { Finding, SetFinding } from "./finding";
import { identityOf, textAt } from "./identity";
import { backups, mariadbs } from "./kinds";
import { mayBe } from "./metadata";
import { membersOf } from "./objects";
import { read } from "./read";
import type { Value } from "./value";

/** Whether a backup is, or may turn out to be, one of that server. */
export function isBackupOf(server: Value, backup: Value): boolean {
  const { name, namespace } = identityOf(server);
  const wanted = textAt(backup, ["spec", "mariaDbRef", "namespace"]) || identityOf(backup).namespace;
  return (
    mayBe(read(backup, ["spec", "mariaDbRef", "name"]), name) &&
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
  const candidates = membersOf(objects, backups);
  return membersOf(objects, mariadbs)
    .filter(({ object }) => environmentOf(object, context) === "production")
    .flatMap(({ index, object: server }) => {
      const name = read(server, ["metadata", "name"]);
      if (name.state === "unknown") {
        return about(index, [undecided(name.path)]);
      }
      const judged = candidates
        .filter(({ object }) => isBackupOf(server, object))
        .map((backup) => {
          const reference = read(backup.object, ["spec", "mariaDbRef", "name"]);
          const doubt = reference.state === "unknown" ? [undecided(reference.path)] : [];
          return about(backup.index, [...doubt, ...problems(backup.object)]);
        });
      return judged.some((found) => found.length === 0) ? [] : judged.flat();
    });
}
