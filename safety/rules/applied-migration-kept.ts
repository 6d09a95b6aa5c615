import { about, aboutRemoved, undecided, type SetFinding } from "../finding";
import { configMaps } from "../kinds";
import { familyOf, migrationFiles, type MigrationFile } from "../migration-files";
import { membersOf, shareNamespace, type Member } from "../objects";
import { defineRule } from "../rule";
import { read, sameValue, UNKNOWN } from "../value";

export const appliedMigrationKept = defineRule({
  id: "applied-migration-kept",
  scope: "change",
  title: "A migration that was released is neither edited nor removed",
  why:
    "A migration runs once. Where it has run, an edited file is refused because its checksum differs, or skipped " +
    "because its version is known; where it has not, the new text runs. The databases of two environments then differ " +
    "with the same version in both histories, and nobody notices until a later migration fails on one of them. A " +
    "removed file leaves a history that no environment can be built from.",
  severity: "high",
  appliesTo: [configMaps],
  remedy:
    "Put the file back as it was in data, and write the correction as a new migration with a higher version.",
  references: [
    {
      title: "Flyway: validation of checksums",
      url: "https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-command-validate",
    },
    {
      title: "Atlas: migration directory integrity",
      url: "https://atlasgo.io/concepts/migration-directory-integrity",
    },
  ],
  check: ({ before, after }) => {
    const later = membersOf(after, configMaps);
    return membersOf(before, configMaps).flatMap((member) => {
      const data = read(member.object, ["data"]);
      return data.state === "unknown"
        ? aboutRemoved(member.index, [undecided(data.path)])
        : migrationFiles(member).flatMap((migration) => changedOrRemoved(migration, later));
    });
  },
});

/** A generated ConfigMap has a new name with each content, so a migration is known by its file and its family. */
function changedOrRemoved(migration: MigrationFile, later: readonly Member[]): readonly SetFinding[] {
  const { member, path, file, text } = migration;
  const places = later.filter(
    ({ object }) =>
      shareNamespace(object, member.object) && isFamily(familyOf(object), familyOf(member.object)),
  );
  const hidden = places.flatMap(({ index, object }) => {
    const data = [["metadata"], ["metadata", "name"], ["data"], path].find(
      (at) => read(object, at).state === "unknown",
    );
    return data === undefined ? [] : about(index, [undecided(data)]);
  });
  const found = places.flatMap((place) => migrationFiles(place).filter((other) => other.file === file));
  if (found.length === 0 && hidden.length === 0) {
    const message = "must not lose a migration, because the history of the databases names it";
    return aboutRemoved(member.index, [{ path, message }]);
  }
  const message = "must not edit a migration that was released, because it has run elsewhere as it was";
  const edited = found.filter((other) => other.text !== UNKNOWN && sameValue(other.text, text) !== true);
  return [...hidden, ...edited.flatMap((other) => about(other.member.index, [{ path, message }]))];
}

/** A name that is not known yet may be of any family. */
function isFamily(a: string, b: string): boolean {
  return a === b || a === "" || b === "";
}
