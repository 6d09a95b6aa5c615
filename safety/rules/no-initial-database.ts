import { mustBeAbsent } from "../expect";
import { mariadbs } from "../kinds";
import { defineRule } from "../rule";

const shortcuts = ["database", "username", "passwordSecretKeyRef", "passwordHashSecretKeyRef"];

export const noInitialDatabase = defineRule({
  id: "no-initial-database",
  scope: "object",
  title: "Databases and users are objects of their own, not fields of the server",
  why:
    "From spec.database and spec.username the operator makes Database, User and Grant objects that it owns. They " +
    "carry no protection of yours, have the character set utf8mb3, the fields cannot change, and the user gets all " +
    "rights on the database. Where the server's cleanup policy is left out, their deletion drops what they stand for.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy:
    "Remove spec.database, spec.username and spec.passwordSecretKeyRef, and add a Database, a User and a Grant instead.",
  references: [
    {
      title: "mariadb-operator: SQL resources",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_resources.md",
    },
  ],
  check: (object) =>
    shortcuts.flatMap((field) =>
      mustBeAbsent(object, ["spec", field], "the operator makes unprotected objects from it"),
    ),
});
