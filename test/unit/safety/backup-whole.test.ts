import { UNKNOWN, type Value } from "../../../safety";
import { backupWhole } from "../../../safety/rules/backup-whole";
import { backup, edit, named } from "./objects";
import { setTable } from "./table";

const of = (databases: Value | undefined) => edit(backup(), ["spec", "databases"], databases);
const database = (name: string, spec = {}) =>
  edit(named("k8s.mariadb.com/v1alpha1", "Database", name, "mariadb-production"), ["spec"], {
    mariaDbRef: { name: "mariadb" },
    ...spec,
  });
const finds = ["0 spec.databases"];

describe("backup-whole", () => {
  setTable(backupWhole, [
    { name: "a backup of everything", objects: [of(undefined), database("app")], finds: [] },
    { name: "an empty list, which is everything", objects: [of([]), database("app")], finds: [] },
    {
      name: "a list of all",
      objects: [of(["app", "b"]), database("app"), database("x", { name: "b" })],
      finds: [],
    },
    { name: "a list without one", objects: [of(["app"]), database("app"), database("b")], finds },
    {
      name: "the name of the object, where the spec has another",
      objects: [of(["app"]), database("app", { name: "b" })],
      finds,
    },
    {
      name: "a database of another server",
      objects: [of(["app"]), database("b", { mariaDbRef: { name: "other" } })],
      finds: [],
    },
    {
      name: "a database of another namespace",
      objects: [of(["app"]), edit(database("b"), ["metadata", "namespace"], "other")],
      finds: [],
    },
    { name: "a list without databases in the set", objects: [of(["app"])], finds: [] },
    { name: "a list that is not known yet", objects: [of(UNKNOWN), database("app")], finds, undecided: true },
    {
      name: "a database that is not known yet",
      objects: [of(["app"]), database("app", { name: UNKNOWN })],
      finds,
    },
    {
      name: "a server that is not known yet",
      objects: [of(["app"]), database("b", { mariaDbRef: UNKNOWN })],
      finds,
    },
    { name: "a list that is a text", objects: [of("app")], finds },
    { name: "no spec", objects: [edit(backup(), ["spec"], undefined), database("app")], finds: [] },
  ]);
});
