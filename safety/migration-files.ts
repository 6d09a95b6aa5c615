import { identityOf, type Member } from "./objects";
import { isMap, read, type Path, type Value } from "./value";

/** One migration, in a ConfigMap. */
export interface MigrationFile {
  readonly member: Member;
  readonly path: Path;
  readonly file: string;
  readonly text: Value;
}

const versioned = /^(?:[VvUu]\d[\d._]*__|\d{3,}[_-]).*\.sql$/;

/** Whether a file of that name runs once: V1__a.sql, V1.2__a.sql (Flyway), 0001_a.sql, 20260115120000_a.up.sql, not R__a.sql. */
export function isMigrationFile(name: string): boolean {
  return versioned.test(name);
}

/** The migrations in a ConfigMap; none while its data is not known yet. */
export function migrationFiles(member: Member): readonly MigrationFile[] {
  const data = read(member.object, ["data"]);
  if (data.state !== "known" || !isMap(data.value)) {
    return [];
  }
  return Object.entries(data.value)
    .filter(([file]) => isMigrationFile(file))
    .map(([file, text]) => ({ member, path: ["data", file], file, text }));
}

/** The name of a ConfigMap without the hash that Kustomize appends. "" when it is not known yet. */
export function familyOf(object: Value): string {
  return identityOf(object).name.replace(/-[a-z0-9]{10}$/, "");
}
