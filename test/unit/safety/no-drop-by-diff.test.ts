import { UNKNOWN, type Value } from "../../../safety";
import { noDropByDiff } from "../../../safety/rules/no-drop-by-diff";
import { edit, named } from "./objects";
import { table } from "./table";

const hero = (kind: string, spec: Value) =>
  edit(named("schemas.schemahero.io/v1alpha4", kind, "shop"), ["spec"], spec);
const atlas = (spec: Value) => edit(named("db.atlasgo.io/v1alpha1", "AtlasSchema", "shop"), ["spec"], spec);
const job = (command: Value) =>
  edit(
    named("batch/v1", "Job", "schema"),
    ["spec", "template", "spec", "containers"],
    [{ image: "a:1", command }],
  );
const error = "spec.policy.lint.destructive.error";
const command = ["spec.template.spec.containers[0].command"];

describe("no-drop-by-diff", () => {
  table(noDropByDiff, [
    {
      name: "SchemaHero at once",
      object: hero("Database", { immediateDeploy: true }),
      finds: ["spec.immediateDeploy"],
    },
    { name: "SchemaHero with approval", object: hero("Database", { immediateDeploy: false }), finds: [] },
    { name: "SchemaHero's default", object: hero("Database", {}), finds: [] },
    {
      name: "SchemaHero, not known yet",
      object: hero("Database", { immediateDeploy: UNKNOWN }),
      finds: ["spec.immediateDeploy"],
      undecided: true,
    },
    { name: "a table", object: hero("Table", { schema: { mysql: { columns: [] } } }), finds: [] },
    {
      name: "a table that is to go",
      object: hero("Table", { schema: { mysql: { isDeleted: true } } }),
      finds: ["spec.schema.mysql.isDeleted"],
    },
    {
      name: "Atlas without a policy",
      object: atlas({ url: "mysql://db" }),
      finds: [error],
      message: /drops what/,
    },
    {
      name: "Atlas with a lint policy",
      object: atlas({ policy: { lint: { destructive: { error: true } } } }),
      finds: [],
    },
    {
      name: "Atlas with a lint policy that only warns",
      object: atlas({ policy: { lint: { destructive: { error: false } } } }),
      finds: [error],
    },
    {
      name: "Atlas that skips all drops",
      object: atlas({
        policy: { diff: { skip: { drop_schema: true, drop_table: true, drop_column: true } } },
      }),
      finds: [],
    },
    {
      name: "Atlas that skips some drops",
      object: atlas({ policy: { diff: { skip: { drop_schema: true, drop_table: true } } } }),
      finds: [error],
    },
    { name: "Atlas that asks", object: atlas({ policy: { lint: { review: "ERROR" } } }), finds: [] },
    { name: "Atlas, not known yet", object: atlas({ policy: UNKNOWN }), finds: [error], undecided: true },
    { name: "Atlas of another engine", object: atlas({ url: "postgres://db" }), finds: [] },
    {
      name: "Atlas without anything",
      object: named("db.atlasgo.io/v1alpha1", "AtlasSchema", "a"),
      finds: [error],
    },
    { name: "skeema", object: job(["skeema", "push", "--allow-unsafe"]), finds: command },
    { name: "skeema that refuses", object: job(["skeema", "push"]), finds: [] },
    { name: "skeema that says no", object: job(["sh", "-c", "skeema push --allow-unsafe=false"]), finds: [] },
    {
      name: "atlas",
      object: job(["sh", "-c", "atlas schema apply --url $U --auto-approve"]),
      finds: command,
    },
    { name: "atlas's migrations", object: job(["sh", "-c", "atlas migrate apply --url $U"]), finds: [] },
    { name: "another tool", object: job(["flyway", "migrate"]), finds: [] },
    { name: "a command that is not known yet", object: job(UNKNOWN), finds: command, undecided: true },
  ]);
});
