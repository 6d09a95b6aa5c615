import { UNKNOWN, type Value } from "../../../safety";
import { uniqueSqlNames } from "../../../safety/rules/unique-sql-names";
import { edit, named, type Manifest } from "./objects";
import { setTable } from "./table";

const sql = (kind: string, name: string, spec: Record<string, Value> = {}, namespace = "a"): Manifest =>
  edit(named("k8s.mariadb.com/v1alpha1", kind, name, namespace), ["spec"], {
    mariaDbRef: { name: "mariadb" },
    ...spec,
  });
const app = sql("Database", "app");
const both = ["0 metadata.name", "1 spec.name"];

describe("unique-sql-names", () => {
  setTable(uniqueSqlNames, [
    { name: "different databases", objects: [app, sql("Database", "shop")], finds: [] },
    {
      name: "two databases of one name",
      objects: [app, sql("Database", "legacy", { name: "app" })],
      finds: both,
      message: /must not have the name in SQL of the Database "legacy" on the same server/,
    },
    { name: "one database that is written twice, as for two clusters", objects: [app, app], finds: [] },
    {
      name: "the same name on another server",
      objects: [app, sql("Database", "legacy", { name: "app", mariaDbRef: { name: "other" } })],
      finds: [],
    },
    {
      name: "the same server from another namespace",
      objects: [app, sql("Database", "app", { mariaDbRef: { name: "mariadb", namespace: "a" } }, "b")],
      finds: ["0 metadata.name", "1 metadata.name"],
    },
    { name: "another namespace", objects: [app, sql("Database", "app", {}, "b")], finds: [] },
    { name: "a user called like a database", objects: [app, sql("User", "app")], finds: [] },
    {
      name: "two users of one name",
      objects: [sql("User", "app"), sql("User", "writer", { name: "app", host: "%" })],
      finds: both,
    },
    {
      name: "one user for each of two hosts",
      objects: [sql("User", "app"), sql("User", "local", { name: "app", host: "localhost" })],
      finds: [],
    },
    {
      name: "a name that is not known yet",
      objects: [app, sql("Database", "legacy", { name: UNKNOWN })],
      finds: ["1 spec.name"],
      undecided: true,
    },
    {
      name: "a name that is not known yet, alone",
      objects: [sql("Database", "app", { name: UNKNOWN })],
      finds: [],
    },
    { name: "no server", objects: [named("k8s.mariadb.com/v1alpha1", "Database", "app"), app], finds: [] },
  ]);
});
