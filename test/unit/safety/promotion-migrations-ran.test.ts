import { UNKNOWN, type Value } from "../../../safety";
import { promotionMigrationsRan } from "../../../safety/rules/promotion-migrations-ran";
import { edit, named } from "./objects";
import { promotionTable } from "./table";

const map = (data: Value, name: Value = "migrations", namespace = "a") =>
  edit(named("v1", "ConfigMap", name, namespace), ["data"], data);
const job = (sql: Value, name: Value = "grow") =>
  edit(named("k8s.mariadb.com/v1alpha1", "SqlJob", name, "a"), ["spec", "sql"], sql);
const first = { "V1__users.sql": "CREATE TABLE users (id INT)" };
const edited = { "V1__users.sql": "CREATE TABLE users (id BIGINT)" };
const finds = ['0 data["V1__users.sql"]'];

describe("promotion-migrations-ran", () => {
  promotionTable(promotionMigrationsRan, [
    { name: "the same migrations", earlier: [map(first)], later: [map(first)], finds: [] },
    {
      name: "fewer migrations than before, in another namespace",
      earlier: [map({ ...first, "V2__b.sql": "SELECT 2" }, "migrations", "b")],
      later: [map(first)],
      finds: [],
    },
    {
      name: "the same migration in a ConfigMap of another generated name",
      earlier: [map({ ...first, "V2__b.sql": "SELECT 2" }, "migrations-4b8hk2dt7m")],
      later: [map(first, "migrations-9c6f2g5h4k")],
      finds: [],
    },
    {
      name: "a migration that has not run",
      earlier: [map(first)],
      later: [map({ ...first, "V2__b.sql": "SELECT 'hunter2'" })],
      finds: ['0 data["V2__b.sql"]'],
      message: /^must not run data\["V2__b\.sql"\], because the environment before has not run it$/,
    },
    {
      name: "a migration with another text",
      earlier: [map(first)],
      later: [map(edited)],
      finds,
      message:
        /^must run data\["V1__users\.sql"\] as the environment before has run it, not with another text$/,
    },
    {
      name: "one of two texts of that name",
      earlier: [map(edited, "migrations", "b"), map(first)],
      later: [map(first)],
      finds: [],
    },
    {
      name: "a migration in a ConfigMap of another name",
      earlier: [map(first, "b")],
      later: [map(first)],
      finds,
    },
    { name: "a migration where nothing has run", earlier: [], later: [map(first)], finds },
    {
      name: "files that run again",
      earlier: [],
      later: [map({ "R__view.sql": "a", "my.cnf": "a" })],
      finds: [],
    },
    { name: "a migration that is only before", earlier: [map(first)], later: [map({})], finds: [] },
    {
      name: "a text that is not known yet",
      earlier: [map(first)],
      later: [map({ "V1__users.sql": UNKNOWN })],
      finds,
      undecided: true,
    },
    {
      name: "a text that was not known",
      earlier: [map({ "V1__users.sql": UNKNOWN })],
      later: [map(first)],
      finds,
      undecided: true,
    },
    { name: "data that was not known", earlier: [map(UNKNOWN)], later: [map(first)], finds, undecided: true },
    {
      name: "data that is not known yet",
      earlier: [map(first)],
      later: [map(UNKNOWN)],
      finds: ["0 data"],
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      earlier: [map(first)],
      later: [map(first, UNKNOWN)],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    { name: "no data", earlier: [map(null)], later: [map(null)], finds: [] },
    { name: "data that is a text", earlier: [map("a")], later: [map("b")], finds: [] },
    { name: "data that was a text", earlier: [map("a")], later: [map(first)], finds },
    {
      name: "the same statement of a SqlJob",
      earlier: [job("SELECT 1")],
      later: [job("SELECT 1")],
      finds: [],
    },
    {
      name: "another statement of a SqlJob",
      earlier: [job("SELECT 1")],
      later: [job("SELECT 2")],
      finds: ["0 spec.sql"],
      message: /^must run spec\.sql as the environment before has run it/,
    },
    {
      name: "a SqlJob that has not run",
      earlier: [job("SELECT 1", "other"), map(first)],
      later: [map(first), job("SELECT 1")],
      finds: ["1 spec.sql"],
    },
    { name: "a SqlJob that reads its statement elsewhere", earlier: [], later: [job(null)], finds: [] },
    {
      name: "a statement that is not known yet",
      earlier: [job("SELECT 1")],
      later: [job(UNKNOWN)],
      finds: ["0 spec.sql"],
      undecided: true,
    },
    {
      name: "a SqlJob whose name is not known yet",
      earlier: [job("SELECT 1")],
      later: [job("SELECT 1", UNKNOWN)],
      finds: ["0 metadata.name"],
      undecided: true,
    },
  ]);
});
