import { UNKNOWN, type Value } from "../../../safety";
import { sqlIdentifiers } from "../../../safety/rules/sql-identifiers";
import { edit, named } from "./objects";
import { table } from "./table";

const object = (kind: string, spec: Value) =>
  edit(named("k8s.mariadb.com/v1alpha1", kind, "app"), ["spec"], spec);

describe("sql-identifiers", () => {
  table(sqlIdentifiers, [
    {
      name: "plain names",
      object: object("Grant", { username: "app", host: "%", database: "app", table: "*" }),
      finds: [],
    },
    {
      name: "a pattern of databases",
      object: object("Grant", { username: "app", database: "tenant\\_%" }),
      finds: [],
    },
    {
      name: "a network",
      object: object("User", { name: "app.reader", host: "10.0.0.0/255.0.0.0" }),
      finds: [],
    },
    { name: "the object's own name", object: object("Database", {}), finds: [] },
    {
      name: "a backquote",
      object: object("Database", { name: "a`; DROP DATABASE b" }),
      finds: ["spec.name"],
      message: /into SQL as it is/,
    },
    { name: "a quotation mark", object: object("User", { name: "a'@'%" }), finds: ["spec.name"] },
    {
      name: "a host that ends the quotation",
      object: object("User", { name: "a", host: "%' IDENTIFIED BY '" }),
      finds: ["spec.host"],
    },
    { name: "a backslash", object: object("Grant", { username: "a\\" }), finds: ["spec.username"] },
    {
      name: "a table that ends the quotation",
      object: object("Grant", { username: "a", table: "b` TO c" }),
      finds: ["spec.table"],
    },
    { name: "a new line", object: object("Database", { name: "a\n" }), finds: ["spec.name"] },
    { name: "a long name", object: object("Database", { name: "a".repeat(65) }), finds: ["spec.name"] },
    { name: "an empty name", object: object("Database", { name: "" }), finds: ["spec.name"] },
    {
      name: "a name that is not known yet",
      object: object("Database", { name: UNKNOWN }),
      finds: ["spec.name"],
      undecided: true,
    },
    {
      name: "an object whose name is not known yet",
      object: edit(object("Database", {}), ["metadata", "name"], UNKNOWN),
      finds: ["metadata.name"],
      undecided: true,
    },
    { name: "no spec", object: object("Grant", null), finds: [] },
  ]);
});
