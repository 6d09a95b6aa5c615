import { operatorKinds } from "../kinds";
import { everything, isOnEverything } from "../permissions";
import { defineRule } from "../rule";

export const grantLeastPrivilege = defineRule({
  id: "grant-least-privilege",
  scope: "object",
  title: "No user has all privileges on all databases",
  why:
    "Whoever gets hold of such a user can drop every database, create users and switch the binary log off: the " +
    "password of an application becomes the password of root. When such a Grant is deleted, the operator runs REVOKE " +
    "ALL PRIVILEGES, GRANT OPTION, which takes the user's other rights as well. The operator takes * for a database " +
    "or table that nobody wrote down.",
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
  check: (object) =>
    isOnEverything(object) === false
      ? []
      : everything(object, "must not grant all privileges on all databases"),
});
