import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { database, findings, git, run, scratch } from "./support";

describe("--base", () => {
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;

  before(() => {
    git(folder.path, "init", "--quiet", "--initial-branch=main");
    folder.write({
      "flat/kept.yaml": database("kept"),
      "flat/gone.yaml": database("gone"),
      ".gitattributes": "flat export-ignore\n",
    });
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message=first");
  });
  after(() => {
    folder.remove();
  });
  beforeEach(() => {
    git(folder.path, "checkout", "--quiet", "HEAD", "--", ".");
  });

  const removed = (found: readonly string[]) =>
    found.filter((line) => line.includes("no-data-object-removed"));

  it("finds nothing where nothing changed", async () => {
    assert.deepEqual(removed(await findings([at("flat"), "--base", "HEAD"])), []);
  });

  it("finds an object that was removed, in the file where it was", async () => {
    git(folder.path, "rm", "--quiet", "flat/gone.yaml");
    const found = removed(await findings([at("flat"), "--base", "main"]));
    assert.equal(found.length, 1);
    assert.match(found[0] ?? "", /^error no-data-object-removed .*flat\/gone\.yaml:\d+:\d+$/);
    const { out } = await run(["review", at("flat"), "--base", "main"]);
    assert.match(out, /The Database "gone" \(as it is in main\)/);
    git(folder.path, "reset", "--quiet", "--hard");
  });

  it("takes a folder that is gone for objects that were removed", async () => {
    git(folder.path, "rm", "--quiet", "-r", "flat");
    assert.equal(removed(await findings([at("flat"), "--base", "main"])).length, 2);
    git(folder.path, "reset", "--quiet", "--hard");
  });

  it("keeps a source in the stricter of its environments", async () => {
    const weaker = database("kept").replace("mariadb-production", "mariadb-dev");
    folder.write({ "flat/kept.yaml": weaker });
    const found = removed(await findings([at("flat/kept.yaml"), "--base", "main"]));
    assert.deepEqual(
      found.map((line) => line.split(" ")[0]),
      ["error"],
    );
  });

  it("refuses a revision that does not exist, or is an option", async () => {
    for (const revision of ["no-such-branch", "--help", "HEAD:flat"]) {
      const { code, err } = await run(["review", at("flat"), `--base=${revision}`]);
      assert.equal(code, 2, revision);
      assert.match(err, /is not a revision of/);
    }
  });

  it("refuses a folder outside of any repository, and a path that neither revision has", async () => {
    const outside = scratch();
    outside.write({ "a.yaml": database("a") });
    const { code, err } = await run(["review", outside.path, "--base", "main"]);
    assert.equal(code, 2);
    assert.match(err, /is not in a Git repository/);
    const mixed = await run(["review", at("flat"), outside.path, "--base", "main"]);
    assert.match(mixed.err, /is outside of the Git repository/);
    outside.remove();
    assert.match((await run(["review", at("none"), "--base", "main"])).err, /does not exist, nor in main/);
  });

  it("leaves nothing behind", async () => {
    const { TMPDIR } = process.env;
    const own = scratch();
    process.env.TMPDIR = own.path;
    try {
      await findings([at("flat"), "--base", "main"]);
      assert.deepEqual(readdirSync(own.path), []);
    } finally {
      if (TMPDIR === undefined) {
        delete process.env.TMPDIR;
      } else {
        process.env.TMPDIR = TMPDIR;
      }
      own.remove();
    }
  });
});
