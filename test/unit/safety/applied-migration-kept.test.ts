import { UNKNOWN, type Value } from "../../../safety";
import { appliedMigrationKept } from "../../../safety/rules/applied-migration-kept";
import { edit, named } from "./objects";
import { changeTable } from "./table";

const map = (data: Value, name = "migrations") => edit(named("v1", "ConfigMap", name, "a"), ["data"], data);
const first = { "V1__users.sql": "CREATE TABLE users (id INT)" };
const finds = ['0 data["V1__users.sql"]'];
const lost = ['-0 data["V1__users.sql"]'];

describe("applied-migration-kept", () => {
  changeTable(appliedMigrationKept, [
    { name: "the same migrations", before: [map(first)], after: [map(first)], finds: [] },
    {
      name: "a new migration",
      before: [map(first)],
      after: [map({ ...first, "V2__b.sql": "SELECT 2" })],
      finds: [],
    },
    {
      name: "an edited migration",
      before: [map(first)],
      after: [map({ "V1__users.sql": "SELECT 1" })],
      finds,
    },
    {
      name: "an edited migration in a ConfigMap of another generated name",
      before: [map(first, "migrations-4b8hk2dt7m")],
      after: [map({ "V1__users.sql": "SELECT 1" }, "migrations-9c6f2g5h4k")],
      finds,
    },
    { name: "a removed migration", before: [map(first)], after: [map({})], finds: lost },
    { name: "a removed ConfigMap", before: [map(first)], after: [], finds: lost },
    {
      name: "a renamed migration",
      before: [map(first)],
      after: [map({ "V2__users.sql": "SELECT 1" })],
      finds: lost,
    },
    {
      name: "a file of the same name elsewhere",
      before: [map(first)],
      after: [map(first), map({ "V1__users.sql": "SELECT 1" }, "other")],
      finds: [],
    },
    {
      name: "a file of the same name in another namespace",
      before: [map(first)],
      after: [map(first), edit(map({ "V1__users.sql": "SELECT 1" }), ["metadata", "namespace"], "b")],
      finds: [],
    },
    {
      name: "other forms of names",
      before: [map({ "0001_a.sql": "a", "20260115120000_b.up.sql": "b", "V1.2__c.sql": "c" })],
      after: [map({ "0001_a.sql": "", "20260115120000_b.up.sql": "", "V1.2__c.sql": "" })],
      finds: ['0 data["0001_a.sql"]', '0 data["20260115120000_b.up.sql"]', '0 data["V1.2__c.sql"]'],
    },
    {
      name: "files that run again",
      before: [map({ "R__view.sql": "a", "my.cnf": "a", "seed.sql": "a" })],
      after: [map({})],
      finds: [],
    },
    {
      name: "a text that is not known yet",
      before: [map(first)],
      after: [map({ "V1__users.sql": UNKNOWN })],
      finds,
      undecided: true,
    },
    {
      name: "data that is not known yet",
      before: [map(first)],
      after: [map(UNKNOWN)],
      finds: ["0 data"],
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      before: [map(first)],
      after: [edit(map(first), ["metadata", "name"], UNKNOWN)],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    {
      name: "a text that nobody knew",
      before: [map({ "V1__users.sql": UNKNOWN })],
      after: [map(first)],
      finds,
    },
    {
      name: "data that nobody knew",
      before: [map(UNKNOWN)],
      after: [map(first)],
      finds: ["-0 data"],
      undecided: true,
    },
    { name: "no data", before: [map(null)], after: [map(null)], finds: [] },
    { name: "data that is a text", before: [map("a")], after: [map("b")], finds: [] },
  ]);
});
