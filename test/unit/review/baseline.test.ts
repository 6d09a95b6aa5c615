import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { database, git, pruning, reviewed, run, scratch, type Scratch } from "./support";

const unsafe = (name: string) => database(name).replace("  cleanupPolicy: Skip\n", "");
const name = ".mariadb-gitops-baseline.yaml";

describe("--write-baseline", () => {
  let folder: Scratch;
  beforeEach(() => {
    folder = scratch();
    git(folder.path, "init", "--quiet", "--initial-branch=main");
    folder.write({ "a.yaml": unsafe("a"), "b.yaml": unsafe("b") });
  });
  afterEach(() => {
    folder.remove();
  });

  const commit = () => {
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message=change");
  };
  const written = () => readFileSync(`${folder.path}/${name}`, "utf8");
  const write = (words: readonly string[] = []) => run(["review", folder.path, "--write-baseline", ...words]);
  const errors = async (words: readonly string[] = []): Promise<string[]> => {
    const { findings } = await reviewed([folder.path, ...words]);
    return findings.filter(({ level }) => level === "error").map(({ rule, message }) => `${rule} ${message}`);
  };

  it("writes the findings of today, which then are counted and fail nothing", async () => {
    const { code, err } = await write();
    assert.equal(code, 0);
    assert.match(err, /note: \.mariadb-gitops-baseline\.yaml: \d+ findings written\./);
    assert.match(written(), /^# Findings that were there /);
    const entry = [
      "  - rule: cleanup-policy-skip",
      "    object: Database/mariadb-production/a",
      "    field: spec.cleanupPolicy",
      "    file: a.yaml",
      "    level: error",
    ];
    assert.ok(written().includes(entry.join("\n")), written());
    const again = await run(["review", folder.path]);
    assert.equal(again.code, 0);
    assert.match(again.out, /^0 errors, 0 warnings, 2 files, \d+ rules, \d+ known in the baseline$/);
  });

  it("recognises a finding in spite of moved lines, and not one of another object", async () => {
    await write();
    folder.write({ "a.yaml": `# a comment\n\n${unsafe("a")}` });
    assert.deepEqual(await errors(), []);
    folder.write({ "a.yaml": unsafe("c") });
    assert.match((await errors()).join(), /^cleanup-policy-skip The Database "c"/);
  });

  it("says which entries are fixed, and only where the same paths are reviewed", async () => {
    await write();
    folder.write({ "a.yaml": database("a") });
    const said = async (path: string) => (await run(["review", path])).err;
    assert.match(
      await said(folder.path),
      /an entry no longer occurs, cleanup-policy-skip in a\.yaml; run the review with --write-baseline/,
    );
    assert.doesNotMatch(await said(`${folder.path}/b.yaml`), /no longer occur/);
  });

  it("only removes entries where there is a file", async () => {
    await write();
    folder.write({ "a.yaml": database("a"), "c.yaml": unsafe("c") });
    const { code, err } = await write();
    assert.equal(code, 1);
    assert.match(err, /findings? written, 1 removed; \d more are not in it, because it only shrinks/);
    assert.doesNotMatch(written(), /a\.yaml|c\.yaml/);
    assert.match((await errors()).join(), /^cleanup-policy-skip The Database "c"/);
  });

  it("follows a file that is renamed", async () => {
    await write();
    const before = written();
    git(folder.path, "add", "--all");
    git(folder.path, "mv", "a.yaml", "renamed.yaml");
    await write();
    assert.equal(written(), before.replaceAll("a.yaml", "renamed.yaml").replace(/^(#.*)renamed/gm, "$1a"));
  });

  it("refuses other paths than those of the file, standard input and comparisons", async () => {
    await write();
    const other = await run(["review", `${folder.path}/a.yaml`, "--write-baseline"]);
    assert.equal(other.code, 2);
    assert.match(other.err, /was written for \., and a review of other paths does not see its findings/);
    for (const words of [["--base", "main"], ["--promoted-from", "a"], ["-"]]) {
      const { code, err } = await write(words);
      assert.equal(code, 2);
      assert.match(err, /--write-baseline is about the files of today/);
    }
  });

  it("never knows what a change takes away, even where somebody wrote it into the file", async () => {
    commit();
    git(folder.path, "rm", "--quiet", "a.yaml");
    const entry = `  - rule: no-data-object-removed\n    object: Database/mariadb-production/a\n    file: a.yaml\n    level: error\n`;
    folder.write({ [name]: `paths: [.]\nfindings:\n${entry}` });
    assert.match((await errors(["--base", "main"])).join("\n"), /^no-data-object-removed The Database "a"/m);
  });

  it("never knows a text that cannot be read: nobody has reviewed it", async () => {
    folder.write({ "broken.yaml": `${unsafe("c")}  a: [\n` });
    const { code } = await write();
    assert.equal(code, 1);
    assert.match((await errors()).join(), /^yaml /);
  });

  it("hides no error behind a warning that was known", async () => {
    folder.write({ "a.yaml": unsafe("a"), ".mariadb-gitops.yaml": "environments: {dev: [.]}\n" });
    folder.write({ ".mariadb-gitops.yaml": "environments: {dev: ['*.yaml']}\n" });
    assert.equal((await write()).code, 0);
    folder.write({ ".mariadb-gitops.yaml": "{}\n" });
    assert.match((await errors()).join(), /cleanup-policy-skip/);
  });

  it("is where the configuration says", async () => {
    folder.write({ ".mariadb-gitops.yaml": "baseline: policies/known.yaml\n", "policies/a.txt": "" });
    await write();
    assert.match(readFileSync(`${folder.path}/policies/known.yaml`, "utf8"), /cleanup-policy-skip/);
    assert.deepEqual(await errors(), []);
  });

  it("refuses a file that is something else", async () => {
    folder.write({ [name]: "paths: [.]\nfindings:\n  - {rule: a, file: b, lvl: error}\n" });
    const { code, err } = await run(["review", folder.path]);
    assert.equal(code, 2);
    assert.match(err, /baseline\.yaml:3: findings\[0\]\./);
  });

  describe("compared with a revision", () => {
    const kept = async (): Promise<string[]> => {
      const { findings } = await reviewed([folder.path, "--base", "main"]);
      return findings
        .filter(({ rule }) => rule === "review-kept")
        .map(({ level, message }) => `${level} ${message}`);
    };

    it("shows the first baseline, and refuses one that grew", async () => {
      commit();
      await write();
      assert.match(
        (await kept()).join(),
        /^warning The configuration of the review adds a baseline of \d+ finding/,
      );
      commit();
      assert.deepEqual(await kept(), []);
      const entry = "  - rule: cleanup-policy-skip\n    object: a\n    file: a.yaml\n    level: error\n";
      folder.write({ [name]: `${written()}${entry}` });
      assert.match((await kept()).join(), /^error .* adds 1 finding to the baseline, which must only shrink/);
    });

    it("lets it shrink, and move", async () => {
      await write();
      commit();
      folder.write({ "a.yaml": database("a"), ".mariadb-gitops.yaml": "baseline: known.yaml\n" });
      git(folder.path, "mv", name, "known.yaml");
      await write();
      assert.deepEqual(await kept(), []);
    });
  });

  it("knows findings about deliveries and of the schema", async () => {
    folder.write({
      "flux.yaml": pruning.replace("databases", "mariadb"),
      "a.yaml": database("a", ["  nothing: 1"]),
    });
    assert.equal((await write()).code, 0);
    assert.match(written(), /rule: schema/);
    assert.match(written(), /rule: db-app-no-prune/);
    assert.equal((await run(["review", folder.path])).code, 0);
  });
});
