import { mustBeOneOf } from "../expect";
import { mariadbs, sqlObjects } from "../kinds";
import { defineRule } from "../rule";

export const cleanupPolicySkip = defineRule({
  id: "cleanup-policy-skip",
  scope: "object",
  title: "Deleting a Database, User or Grant runs no DROP and no REVOKE",
  why:
    "Without a cleanup policy the operator takes Delete: when the object goes, it runs DROP DATABASE, DROP USER or " +
    "REVOKE. A pruned manifest, a renamed file or a deleted Application then costs the rows, within seconds, and " +
    "retained volumes do not help, because the server is still there to run the statement. A MariaDB passes its own " +
    "policy on to the objects that it makes from spec.database and spec.username.",
  severity: "critical",
  appliesTo: [sqlObjects, mariadbs],
  remedy: "Set spec.cleanupPolicy: Skip.",
  references: [
    {
      title: "mariadb-operator: cleanup policy of SQL resources",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_resources.md",
    },
    {
      title: "mariadb-operator #643: databases lost with their objects",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/643",
    },
  ],
  shows: ["cleanupPolicy"],
  mechanical: true,
  check: (object) =>
    mustBeOneOf(
      ["Skip"],
      object,
      ["spec", "cleanupPolicy"],
      "deleting this object otherwise makes the operator run DROP or REVOKE",
    ),
});
