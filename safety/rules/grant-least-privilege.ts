import { eachText, text } from "../expect";
import { shown, type Finding } from "../finding";
import { operatorKinds } from "../kinds";
import { textAt } from "../objects";
import { everything, isOnEverything } from "../permissions";
import { defineRule } from "../rule";
import type { Value } from "../value";

export const grantLeastPrivilege = defineRule({
  id: "grant-least-privilege",
  scope: "object",
  title: "No user has privileges that open every database",
  why:
    "Whoever gets hold of such a user can drop every database, create users and switch the binary log off: the " +
    "password of an application becomes the password of root. SUPER alone is enough for that, FILE reads and writes the " +
    "files of the server, and who may write to the database mysql gives himself every right. When a Grant of all " +
    "privileges is deleted, the operator runs REVOKE ALL PRIVILEGES, GRANT OPTION, which takes the user's other rights " +
    "as well. The operator takes * for a database or table that is left out.",
  severity: "high",
  appliesTo: [operatorKinds("Grant")],
  remedy: "List the privileges in spec.privileges, and name the database in spec.database.",
  references: [
    {
      title: "MariaDB: GRANT",
      url: "https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/grant",
    },
    {
      title: "mariadb-operator: SQL resources",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_resources.md",
    },
  ],
  shows: ["privileges", "database"],
  check: (object) =>
    isOnEverything(object) === false
      ? onSystemDatabase(object)
      : [
          ...everything(object, "must not grant all privileges on all databases"),
          ...each(object, administrative, (privilege) => `must not grant ${privilege} on all databases`),
        ],
});

function onSystemDatabase(grant: Value): readonly Finding[] {
  return text(grant, ["spec", "database"], {
    known: (database) =>
      systemDatabase.test(database) && !ownTable.test(textAt(grant, ["spec", "table"]))
        ? each(grant, writing, (privilege) => {
            return `must not grant ${privilege} on the system database ${shown(database)}`;
          })
        : [],
  });
}

/** Each of these lets a user read, change or destroy what he has no privilege for. */
const administrative = /^(SUPER|FILE|SHUTDOWN|CREATE USER)$/;

const systemDatabase = /^`?(mysql|sys|performance_schema|information_schema)`?$/i;

/** MaxScale keeps its own configuration there, and no right hangs on it. */
const ownTable = /^`?maxscale_config`?$/;

/** Whatever does not only read. */
const writing = /^(?!(SELECT|SHOW VIEW|EXECUTE|USAGE)\b)/;

function each(grant: Value, pattern: RegExp, message: (privilege: string) => string): readonly Finding[] {
  return eachText(grant, ["spec", "privileges"], (written, path) => {
    const privilege = written.trim().replace(/\s+/g, " ").toUpperCase();
    return pattern.test(privilege) ? [{ path, message: message(shown(privilege)) }] : [];
  });
}
