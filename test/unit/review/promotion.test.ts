import assert from "node:assert/strict";
import { rules } from "../../../safety";
import { findings, pruning, run, scratch } from "./support";

const configMap = (namespace: string, lines: readonly string[]) =>
  [
    "apiVersion: v1",
    "kind: ConfigMap",
    "metadata:",
    "  name: migrations",
    `  namespace: ${namespace}`,
    "data:",
  ]
    .concat(lines)
    .join("\n");
const statement = "SELECT 'hunter2'";
const first = "  V1__a.sql: SELECT 1";
const second = `  V2__b.sql: ${statement}`;

describe("--promoted-from", () => {
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  before(() => {
    folder.write({
      "staging.yaml": configMap("staging", [first]),
      "more.yaml": configMap("staging", [second]),
      "production.yaml": configMap("production", [first, second]),
      "dev.yaml": configMap("dev", [first]),
      "broken.yaml": `${configMap("staging", [first])}\n---\na: [\n`,
      "empty/values.yaml": "a: 1\n",
    });
  });
  after(() => {
    folder.remove();
  });

  const ran = async (...words: string[]) =>
    (await findings(words))
      .filter((line) => line.includes("promotion-"))
      .map((line) => line.replace(/ \/.*\//, " "));

  it("finds what has not run before, at its line", async () => {
    assert.deepEqual(await ran(at("production.yaml"), "--promoted-from", at("staging.yaml")), [
      "error promotion-migrations-ran production.yaml:8:3",
    ]);
  });

  it("may be given several times", async () => {
    const words = [at("production.yaml"), "--promoted-from", at("staging.yaml"), "--promoted-from"];
    assert.deepEqual(await ran(...words, at("more.yaml")), []);
  });

  it("warns in dev, and takes level and exception from the configuration", async () => {
    const words = [at("production.yaml"), "--promoted-from", at("staging.yaml")];
    assert.deepEqual(await ran(...words, "--env", "dev"), [
      "warning promotion-migrations-ran production.yaml:8:3",
    ]);
    const exceptions = [
      { object: "ConfigMap/production/migrations", reason: "repairs rows", until: "2026-02-01" },
    ];
    for (const setting of ["disabled", { exceptions }]) {
      folder.write({ "config.json": JSON.stringify({ "promotion-migrations-ran": setting }) });
      assert.deepEqual(await ran(...words, "--config", at("config.json")), []);
    }
  });

  it("names the file and never its text", async () => {
    const { out } = await run(["review", at("production.yaml"), "--promoted-from", at("staging.yaml")]);
    assert.match(
      out,
      /The ConfigMap "migrations" must not run data\["V2__b\.sql"\], because the environment before/,
    );
    assert.ok(!out.includes("hunter2"));
  });

  it("runs the rules of promotions, which do not run without it", async () => {
    const count = async (...words: string[]) =>
      /(\d+) rules$/.exec((await run(["review", at("production.yaml"), ...words])).out)?.[1];
    const promotions = rules.filter(({ id }) => id.startsWith("promotion-")).length;
    const all = Number(await count("--promoted-from", at("staging.yaml")));
    assert.equal(Number(await count()), all - promotions);
    assert.deepEqual(await ran(at("production.yaml")), []);
  });

  it("does not review the environment before", async () => {
    folder.write({ "pruning.yaml": pruning });
    const { out } = await run(["review", at("dev.yaml"), "--promoted-from", at("pruning.yaml")]);
    assert.ok(!out.includes("db-app-no-prune"));
  });

  it("takes what cannot be read for what has not run, and says so", async () => {
    const words = ["review", at("production.yaml"), "--promoted-from", at("broken.yaml")];
    assert.match(
      (await run(words)).err,
      /broken\.yaml: parts of it cannot be read, and count as what has not run/,
    );
  });

  const wrong: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    "a path that does not exist": [["production.yaml", "none"], /--promoted-from .*none does not exist\.$/],
    "a path without objects": [
      ["production.yaml", "empty"],
      /empty holds no Kubernetes object, so nothing has run/,
    ],
    "what is one of the reviewed paths": [
      ["production.yaml", "production.yaml"],
      /production\.yaml is one of the reviewed paths/,
    ],
  };
  for (const [what, [[path = "", before = ""], message]] of Object.entries(wrong)) {
    it(`refuses ${what}`, async () => {
      const { code, err } = await run(["review", at(path), "--promoted-from", at(before)]);
      assert.equal(code, 2);
      assert.match(err.split("\n")[0] ?? "", message);
    });
  }

  it("refuses paths of two environments, which have not the same one before", async () => {
    const words = ["review", at("production.yaml"), at("dev.yaml"), "--promoted-from", at("staging.yaml")];
    const { code, err } = await run(words);
    assert.equal(code, 2);
    assert.match(err, /is for one environment, and the paths are of production and dev; review one of them/);
  });
});
