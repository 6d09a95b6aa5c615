import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../safety";
import { pruning, run, scratch } from "./support";

const repository = join(__dirname, "../../..");
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };

/** Runs the program as a process of its own. */
function spawn(words: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "ts-node/register/transpile-only", "bin/mariadb-gitops.ts", ...words],
    { cwd: repository, input, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

describe("mariadb-gitops review, as a process", function () {
  this.timeout(60_000);

  it("ends with 1 on an error and prints where it is", () => {
    const { status, stdout } = spawn(["review", "-", "--env", "production"], pruning);
    assert.equal(status, 1);
    assert.match(stdout, /^stdin:6:3: error \[db-app-no-prune\] The Kustomization "databases" must not/m);
    assert.match(stdout, /\n\d+ errors?, \d+ warnings?, 1 file, \d+ rules\n$/);
    assert.ok(!stdout.includes("\u001b"), "no colour without a terminal");
  });

  it("ends with 2 on wrong usage", () => {
    const { status, stdout, stderr } = spawn(["review", "--env", "prod"]);
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^--env prod is unknown; use one of dev, staging, production\nFor all options, run .* --help\n$/,
    );
  });
});

describe("runCommand", () => {
  const folder = scratch();
  before(() => {
    folder.write({ "only/values.yaml": "a: 1\n", "empty.yaml": "", "broken.yaml": "a: [\n" });
  });
  after(() => {
    folder.remove();
  });
  const at = (name: string) => `${folder.path}/${name}`;

  const wrong: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    "no command": [[], /a command is missing; use review/],
    "an unknown command": [["lint"], /lint is not a command; use review/],
    "nothing to review": [
      ["review"],
      /there is nothing to review; name a folder, a file, - or --preview FILE/,
    ],
    "an unknown option": [["review", ".", "--envs", "dev"], /--envs/],
    "an unknown format": [
      ["review", ".", "--format", "xml"],
      /--format xml is unknown; use one of text, json/,
    ],
    "a format of every object": [
      ["review", ".", "--format", "constructor"],
      /--format constructor is unknown/,
    ],
    "standard input with --base": [["review", "-", "--base", "main"], /name paths other than -/],
    "only a preview with --base": [["review", "--preview", "a", "--base", "main"], /--base compares files/],
    "a promotion from standard input": [
      ["review", ".", "--promoted-from", "-"],
      /a folder or file of the earlier one/,
    ],
    "a promotion of nothing but a preview": [
      ["review", "--preview", "a", "--promoted-from", "b"],
      /--promoted-from compares the manifests of two environments; name paths of the later one/,
    ],
    "an unknown rule to explain": [
      ["review", "--explain", "db-app-no-prun"],
      /is not a rule; did you mean db-app-no-prune/,
    ],
    "a rule far from all": [["review", "--explain", "zzz"], /use a name from --list/],
  };
  for (const [what, [words, message]] of Object.entries(wrong)) {
    it(`refuses ${what}`, async () => {
      const { code, out, err } = await run(words);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
      assert.match(err, /\nFor all options, run mariadb-gitops --help$/);
    });
  }

  it("refuses a path that does not exist, without the usage", async () => {
    const { code, err } = await run(["review", "none.yaml"]);
    assert.deepEqual([code, err], [2, "none.yaml does not exist."]);
  });

  it("does not pass when there was nothing to review", async () => {
    for (const path of [at("only"), at("empty.yaml")]) {
      const { code, err } = await run(["review", path]);
      assert.equal(code, 2, path);
      assert.match(err, /There is nothing to review/);
    }
  });

  it("takes a text that cannot be read for an error", async () => {
    const { code, out } = await run(["review", at("broken.yaml")]);
    assert.equal(code, 1);
    assert.match(out, /broken\.yaml:\d+:\d+: error \[yaml\]/);
  });

  it("prints every format, and the summary beside those for machines", async () => {
    for (const [format, start] of [
      ["text", /^stdin:6:3: error/m],
      ["json", /^\{\n/],
      ["sarif", /^\{\n/],
      ["junit", /^<\?xml/],
      ["github", /^::error file=stdin,line=6,col=3/m],
      ["gitlab", /^\[\n/],
    ] as const) {
      const { code, out, err } = await run(["review", "-", "--format", format, "--env", "dev"], {
        stdin: pruning,
      });
      assert.equal(code, 1);
      assert.match(out, start, format);
      assert.equal(/errors?, \d+ warning/.test(err), !["text", "github"].includes(format), format);
    }
  });

  it("lists all rules and explains each of them", async () => {
    const { out } = await run(["review", "--list"]);
    for (const rule of rules) {
      assert.match(out, new RegExp(`^${rule.id} +${rule.scope} +${rule.title.slice(0, 9)}`, "m"), rule.id);
      const explained = await run(["review", "--explain", rule.id]);
      assert.equal(explained.code, 0);
      assert.ok(explained.out.includes(`${rule.scope} rule; it looks at`), rule.id);
      assert.ok(explained.out.includes(rule.why) && explained.out.includes(rule.remedy), rule.id);
      assert.ok(
        rule.references.every(({ url }) => explained.out.includes(url)),
        rule.id,
      );
    }
    assert.match((await run(["review", "--explain", "schema"])).out, /^schema: /);
  });

  it("prints the version of the package", async () => {
    const { code, out } = await run(["--version"]);
    assert.deepEqual([code, out], [0, version]);
  });

  it("prints the usage when asked", async () => {
    for (const words of [["--help"], ["help"], ["review", "--help"], ["review", "-h"]]) {
      const { code, out } = await run(words);
      assert.deepEqual([code, out.startsWith("Usage:")], [0, true]);
    }
  });
});
