import assert from "node:assert/strict";
import { changedMigrations } from "../../../review/migrations";
import { database, findings, git, run, scratch } from "./support";

describe("changedMigrations", () => {
  const changed = (before: Record<string, string>, after: Record<string, string>) =>
    changedMigrations({ before: new Map(Object.entries(before)), after: new Map(Object.entries(after)) });

  it("points at the first line that differs", () => {
    const rows: readonly (readonly [string, string, number])[] = [
      ["a\nb\nc\n", "a\nB\nC\n", 2],
      ["a\n", "a\nb\n", 2],
      ["a\nb\n", "\na\nb\n", 1],
      ["a\nb\nc", "a\nb", 2],
      ["a", "", 1],
    ];
    for (const [was, is, line] of rows) {
      assert.deepEqual(changed({ "V1__a.sql": was }, { "V1__a.sql": is }), [{ file: "V1__a.sql", line }], is);
    }
  });

  it("finds a file that is gone, and not one that is new or the same", () => {
    assert.deepEqual(
      changed({ "a/V1__a.sql": "a", "a/V2__b.sql": "b" }, { "a/V2__b.sql": "b", "a/V3__c.sql": "" }),
      [{ file: "a/V1__a.sql" }],
    );
  });

  it("lets a file move as it is, and finds one that changes its name or text on the way", () => {
    assert.deepEqual(changed({ "a/V1__a.sql": "a" }, { "b/V1__a.sql": "a" }), []);
    assert.deepEqual(changed({ "a/V1__a.sql": "a" }, { "b/V1__a.sql": "b" }), [{ file: "a/V1__a.sql" }]);
    assert.deepEqual(changed({ "a/V1__a.sql": "a" }, { "a/V2__a.sql": "a" }), [{ file: "a/V1__a.sql" }]);
  });

  it("does not take a file that was there before for the one that moved", () => {
    const other = { "b/V1__a.sql": "a" };
    assert.deepEqual(changed({ "a/V1__a.sql": "a", ...other }, other), [{ file: "a/V1__a.sql" }]);
  });
});

describe("--base and plain files of migrations", () => {
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;

  before(() => {
    git(folder.path, "init", "--quiet", "--initial-branch=main");
    folder.write({
      "app/database.yaml": database("app"),
      "app/sql/V1__a.sql": "SELECT 1;\nSELECT 'hunter2';\n",
      "app/sql/V2__b.sql": "SELECT 2;\n",
      "app/sql/R__view.sql": "SELECT 3;\n",
      "app/sql/seed.sql": "SELECT 4;\n",
      "app/.hidden/V1__a.sql": "SELECT 1;\n",
      "app/node_modules/V1__a.sql": "SELECT 1;\n",
      "only/0001_a.sql": "SELECT 1;\n",
      "outer/kustomization.yaml": "resources: [inner]\n",
      "outer/inner/kustomization.yaml": "configMapGenerator: [{name: migrations, files: [V1__a.sql]}]\n",
      "outer/inner/V1__a.sql": "SELECT 1;\n",
    });
    git(folder.path, "add", "--all", "--force");
    git(folder.path, "commit", "--quiet", "--message=first");
  });
  after(() => {
    folder.remove();
  });
  afterEach(() => {
    git(folder.path, "reset", "--quiet", "--hard");
    git(folder.path, "clean", "--quiet", "-d", "--force");
  });

  /** What was found about migrations: level, place in the repository. */
  const found = async (path: string, ...words: string[]) =>
    (await findings([at(path), "--base", "main", ...words]))
      .filter((line) => line.includes(" applied-migration-kept "))
      .map((line) => line.replace(`applied-migration-kept ${folder.path}/`, ""));

  it("finds nothing where nothing changed, and counts the files", async () => {
    assert.deepEqual(await found("app"), []);
    assert.match((await run(["review", at("app"), "--base", "main"])).out, /, 3 files, /);
  });

  it("finds an edited file at the line that differs, without its text", async () => {
    folder.write({ "app/sql/V1__a.sql": "SELECT 1;\nSELECT 'hunter3';\n" });
    assert.deepEqual(await found("app"), ["error app/sql/V1__a.sql:2:1"]);
    const { out } = await run(["review", at("app"), "--base", "main"]);
    assert.match(
      out,
      /The migration ".*app\/sql\/V1__a\.sql" must stay as it is in main, because it has already run/,
    );
    assert.ok(!out.includes("hunter"));
  });

  it("finds a removed file, as it was, and all of a removed folder", async () => {
    git(folder.path, "rm", "--quiet", "app/sql/V2__b.sql");
    assert.deepEqual(await found("app"), ["error app/sql/V2__b.sql:1:1"]);
    const { out } = await run(["review", at("app"), "--base", "main"]);
    assert.match(out, /V2__b\.sql" \(as it is in main\) must not be removed/);
    git(folder.path, "rm", "--quiet", "-r", "app");
    assert.deepEqual(await found("app"), ["error app/sql/V1__a.sql:1:1", "error app/sql/V2__b.sql:1:1"]);
  });

  it("lets other files change, and those of hidden folders and packages", async () => {
    folder.write({
      "app/sql/R__view.sql": "",
      "app/sql/seed.sql": "",
      "app/sql/V3__c.sql": "SELECT 3;\n",
      "app/.hidden/V1__a.sql": "",
      "app/node_modules/V1__a.sql": "",
    });
    assert.deepEqual(await found("app"), []);
  });

  it("takes the environment of the manifests beside them, and the level of the settings", async () => {
    folder.write({ "app/sql/V1__a.sql": "" });
    assert.deepEqual(await found("app", "--env", "dev"), ["warning app/sql/V1__a.sql:1:1"]);
    folder.write({ "app/database.yaml": database("app").replace("mariadb-production", "mariadb-dev") });
    git(folder.path, "commit", "--quiet", "--message=dev", "app/database.yaml");
    assert.deepEqual(await found("app"), ["warning app/sql/V1__a.sql:1:1"]);
    git(folder.path, "reset", "--quiet", "--hard", "HEAD~1");
    folder.write({ "app/sql/V1__a.sql": "", "config.json": '{"applied-migration-kept": "disabled"}' });
    assert.deepEqual(await found("app", "--config", at("config.json")), []);
  });

  it("accepts an exception in the configuration that names the file", async () => {
    folder.write({ "app/sql/V1__a.sql": "", "app/sql/V2__b.sql": "" });
    const except = (until: string) => {
      const exceptions = [{ object: `File//${at("app/sql/V1__a.sql")}`, reason: "ran nowhere", until }];
      folder.write({ "config.json": JSON.stringify({ "applied-migration-kept": { exceptions } }) });
      return found("app", "--config", at("config.json"));
    };
    assert.deepEqual(await except("2026-02-01"), ["error app/sql/V2__b.sql:1:1"]);
    assert.equal((await except("2026-01-01")).length, 2);
  });

  it("reviews a folder that holds nothing else", async () => {
    const { code, out } = await run(["review", at("only"), "--base", "main"]);
    assert.equal(code, 0, out);
    folder.write({ "only/0001_a.sql": "" });
    assert.deepEqual(await found("only"), ["error only/0001_a.sql:1:1"]);
  });

  it("finds all of them where kustomizations are not rendered", async () => {
    folder.write({ "outer/inner/V1__a.sql": "\n" });
    assert.deepEqual(await found("outer", "--raw"), ["error outer/inner/V1__a.sql:1:1"]);
  });
});
