import { isEqual } from "../changes";
import { defineRule } from "../define";
import { undecided } from "../expect";
import { about, aboutRemoved } from "../finding";
import type { SetFinding } from "../finding";
import { identityOf } from "../identity";
import { membersOf, shareNamespace } from "../objects";
import type { Member } from "../objects";
import { read } from "../read";
import type { Target } from "../rule";
import { isMap, UNKNOWN } from "../value";
import type { Path, Value } from "../value";

/** One migration, in a ConfigMap. */
interface Migration {
  readonly member: Member;
  readonly path: Path;
  readonly file: string;
  readonly text: Value;
}

const configMaps: Target = { group: "", kinds: ["ConfigMap"] };

/** Files that run once: V1__a.sql, V1.2__a.sql (Flyway), 0001_a.sql, 20260115120000_a.up.sql (others), not R__a.sql. */
const versioned = /^(?:[VvUu]\d[\d._]*__|\d{3,}[_-]).*\.sql$/;

export const appliedMigrationKept = defineRule({
  id: "applied-migration-kept",
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
  answers: [],
  checkChange: ({ before, after }) => {
    const later = membersOf(after, configMaps);
    return membersOf(before, configMaps).flatMap((member) => {
      const data = read(member.object, ["data"]);
      return data.state === "unknown"
        ? aboutRemoved(member.index, [undecided(data.path)])
        : migrations(member).flatMap((migration) => judge(migration, later));
    });
  },
});

function migrations(member: Member): readonly Migration[] {
  const data = read(member.object, ["data"]);
  if (data.state !== "known" || !isMap(data.value)) {
    return [];
  }
  return Object.entries(data.value)
    .filter(([file]) => versioned.test(file))
    .map(([file, text]) => ({ member, path: ["data", file], file, text }));
}

/** A generated ConfigMap has a new name with each content, so a migration is known by its file and its family. */
function judge(migration: Migration, later: readonly Member[]): readonly SetFinding[] {
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
  const found = places.flatMap((place) => migrations(place).filter((other) => other.file === file));
  if (found.length === 0 && hidden.length === 0) {
    const message = "must not lose a migration, because the history of the databases names it";
    return aboutRemoved(member.index, [{ path, message }]);
  }
  const message = "must not edit a migration that was released, because it has run elsewhere as it was";
  const edited = found.filter((other) => other.text !== UNKNOWN && !isEqual(other.text, text));
  return [...hidden, ...edited.flatMap((other) => about(other.member.index, [{ path, message }]))];
}

/** The name without the hash that Kustomize appends. "" when it is not known yet. */
function familyOf(object: Value): string {
  return identityOf(object).name.replace(/-[a-z0-9]{10}$/, "");
}

function isFamily(a: string, b: string): boolean {
  return a === b || a === "" || b === "";
}
