import { text } from "../expect";
import { shown, type Finding } from "../finding";
import { operatorKinds } from "../kinds";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

export const databaseCharset = defineRule({
  id: "database-charset",
  scope: "object",
  title: "A database says that its character set is utf8mb4",
  why:
    "The operator's default is utf8, which is utf8mb3 in MariaDB: it has no room for emoji, many names and some " +
    "symbols, and a statement with one of them fails or loses the rest of the text. Both fields are immutable, so the " +
    "first sync decides.",
  severity: "high",
  appliesTo: [operatorKinds("Database")],
  remedy: "Set spec.characterSet: utf8mb4 and a spec.collate that begins with utf8mb4_ or uca1400_.",
  references: [
    {
      title: "MariaDB: Unicode",
      url: "https://mariadb.com/docs/server/reference/data-types/string-data-types/character-sets/unicode",
    },
    {
      title: "mariadb-operator: SQL resources",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_resources.md",
    },
  ],
  shows: ["characterSet", "collate"],
  check: (object) => [
    ...written(object, ["spec", "characterSet"], /^utf8mb4$/i, "utf8mb4"),
    ...written(
      object,
      ["spec", "collate"],
      /^(utf8mb4_|uca1400_)/i,
      "a collation of utf8mb4, such as utf8mb4_unicode_ci",
    ),
  ],
});

function written(object: Value, path: Path, form: RegExp, wanted: string): readonly Finding[] {
  const field = formatPath(path);
  return text(object, path, {
    known: (value) =>
      form.test(value) ? [] : [{ path, message: `must set ${field} to ${wanted}, not to ${shown(value)}` }],
    absent: () => [
      { path, message: `must set ${field} to ${wanted}, because the operator's default is utf8mb3` },
    ],
  });
}
