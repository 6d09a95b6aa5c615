import { operatorKinds } from "../kinds";
import { everything, isOnEverything } from "../permissions";
import { defineRule, levels } from "../rule";

export const grantNamesPrivileges = defineRule({
  id: "grant-names-privileges",
  scope: "object",
  title: "A Grant names its privileges instead of giving all of a database",
  why:
    "ALL on one database includes DROP, ALTER and TRIGGER. An application that only reads and writes rows needs none of " +
    "them, and an injected statement can do no more than the user of its connection. With the privileges written down, " +
    "a review sees which ones a change adds.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [operatorKinds("Grant")],
  remedy: "List the privileges in spec.privileges, such as SELECT, INSERT, UPDATE and DELETE.",
  references: [
    {
      title: "MariaDB: GRANT",
      url: "https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/grant",
    },
  ],
  check: (object) =>
    isOnEverything(object) === true ? [] : everything(object, "must list privileges instead of ALL"),
});
