import { inspect, text } from "../expect";
import type { Finding } from "../finding";
import { sqlObjects } from "../kinds";
import { identityOf } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, type Path, type Value } from "../value";

/** What a field may hold: a pattern, and the same in words. */
interface Alphabet {
  readonly form: RegExp;
  readonly words: string;
}

const name: Alphabet = { form: /^[\w-]{1,64}$/, words: "up to 64 letters, digits, _ and -" };
const user: Alphabet = { form: /^[\w.-]{1,80}$/, words: "up to 80 letters, digits, _, - and ." };
const host: Alphabet = { form: /^[\w.%:/-]{1,255}$/, words: "a host name, an address or %" };
/** In a Grant, % and _ are wildcards of databases, and \_ is the character itself. */
const granted: Alphabet = { form: /^(\*|(?:[\w%-]|\\_|\\%){1,128})$/, words: "a name, a pattern or *" };

const fields: Readonly<Record<string, readonly (readonly [Path, Alphabet])[]>> = {
  Database: [[["spec", "name"], name]],
  User: [
    [["spec", "name"], user],
    [["spec", "host"], host],
  ],
  Grant: [
    [["spec", "username"], user],
    [["spec", "host"], host],
    [["spec", "database"], granted],
    [["spec", "table"], granted],
  ],
};

export const sqlIdentifiers = defineRule({
  id: "sql-identifiers",
  scope: "object",
  title: "Names of databases and users hold nothing that ends a quotation",
  why:
    "The operator writes names and hosts into its statements as they are. A quotation mark or a backquote in one of them " +
    "ends the quotation, and the rest runs as SQL with the rights of root: a name becomes a DROP DATABASE. The schema " +
    "accepts any text.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [sqlObjects],
  remedy: "Use letters, digits, underscores and dashes only in spec.name, spec.username and spec.host.",
  references: [
    {
      title: "mariadb-operator: the statements that it runs",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/pkg/sql/sql.go",
    },
    {
      title: "MariaDB: names of identifiers",
      url: "https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-names",
    },
  ],
  check: (object) =>
    (fields[identityOf(object).kind] ?? []).flatMap(([path, { form, words }]) =>
      text(object, path, {
        known: (written) => {
          const message = `must write ${formatPath(path)} with ${words}, because the operator puts it into SQL as it is`;
          return form.test(written) ? [] : [{ path, message }];
        },
        absent: () => (path.join(".") === "spec.name" ? ownName(object) : []),
      }),
    ),
});

/** The name of the object counts where the spec has none; Kubernetes allows nothing dangerous in it. */
function ownName(object: Value): readonly Finding[] {
  return inspect(object, ["metadata", "name"], { known: () => [] });
}
