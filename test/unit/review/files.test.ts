import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findings, pruning, reviewed, run, scratch, type Scratch } from "./support";

const repository = join(__dirname, "../../..");

/** Runs the command in a process of its own, which can be ended when it waits for something that never comes. */
function command(shell: string, ...args: readonly string[]) {
  const script = `review() { node --require ts-node/register/transpile-only bin/mariadb-gitops.ts review "$@"; }; ${shell}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "bash", ...args], {
    cwd: repository,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, PATH: `${join(process.execPath, "..")}:${process.env.PATH ?? ""}` },
  });
  return { status, stdout, stderr };
}

describe("what is no ordinary file", function () {
  this.timeout(120_000);
  let folder: Scratch;
  const at = (name: string) => join(folder.path, name);
  beforeEach(() => {
    folder = scratch();
  });
  afterEach(() => {
    folder.remove();
  });

  it("refuses a named pipe instead of waiting for its writer", () => {
    execFileSync("mkfifo", [at("pipe.yaml")]);
    const { status, stderr } = command('review "$1" --env production', at("pipe.yaml"));
    assert.equal(status, 2);
    assert.match(stderr, /^\S*pipe\.yaml is a named pipe and no file, .* \| mariadb-gitops review -\n$/);
  });

  it("leaves out pipes and links to nothing in a folder, and says so", () => {
    folder.write({ "a/a.yaml": pruning });
    execFileSync("mkfifo", [at("a/pipe.yaml")]);
    symlinkSync("gone.yaml", at("a/dangling.yaml"));
    symlinkSync("loop.yaml", at("a/loop.yaml"));
    const { status, stderr } = command('review "$1" --env production', at("a"));
    assert.equal(status, 1);
    assert.match(stderr, /left out 3 files without an end or a content: .*dangling.*, .*loop.*, .*pipe/);
  });

  it("reads the pipe of a process substitution", () => {
    folder.write({ "a.yaml": pruning });
    const { status, stdout } = command('review <(cat "$1") --env production', at("a.yaml"));
    assert.equal(status, 1);
    assert.match(stdout, /db-app-no-prune/);
  });

  it("refuses a device", async () => {
    const { code, err } = await run(["review", "/dev/zero"]);
    assert.equal(code, 2);
    assert.match(err, /^\/dev\/zero is a device and no file, so it was not read/);
  });

  it("names a link that leads back to itself", async () => {
    symlinkSync("b.yaml", at("a.yaml"));
    symlinkSync("a.yaml", at("b.yaml"));
    const { code, err } = await run(["review", at("a.yaml")]);
    assert.equal(code, 2);
    assert.match(err, /a\.yaml is a link that leads nowhere, or back to itself\.$/);
  });

  it("does not follow links to folders, and names those that lead elsewhere", async () => {
    folder.write({ "all/a/a.yaml": pruning, "other/b.yaml": pruning });
    symlinkSync("..", at("all/a/up"));
    symlinkSync("../a", at("all/a/same"));
    symlinkSync("../other", at("all/other"));
    const { findings: found, err } = await reviewed([at("all"), "--env", "production"]);
    assert.deepEqual([...new Set(found.map(({ file }) => file))], [at("all/a/a.yaml")]);
    assert.match(err, /left out 1 link to a folder elsewhere; name that folder to review it: /);
  });

  it("ends at a folder that it may not read", async function () {
    mkdirSync(at("all/closed"), { recursive: true });
    writeFileSync(at("all/a.yaml"), pruning);
    chmodSync(join(folder.path, ".."), 0o711);
    chmodSync(folder.path, 0o755);
    chmodSync(at("all"), 0o755);
    chmodSync(at("all/closed"), 0);
    const root = process.getuid?.() === 0;
    // The administrator may read everything.
    if (root) {
      process.seteuid?.(65534);
    }
    try {
      const { code, err } = await run(["review", at("all"), "--env", "production"]);
      assert.equal(code, 2);
      assert.match(
        err,
        /^The folder \S*all\/closed cannot be read \(EACCES\), so nothing of it was reviewed; /,
      );
    } finally {
      if (root) {
        process.seteuid?.(0);
      }
      chmodSync(at("all/closed"), 0o700);
    }
  });

  for (const [name, bytes] of Object.entries({
    "little-endian": Buffer.from(`\uFEFF${pruning}`, "utf16le"),
    "big-endian": Buffer.from(`\uFEFF${pruning}`, "utf16le").swap16(),
    "unmarked little-endian": Buffer.from(pruning, "utf16le"),
  })) {
    it(`reads ${name} UTF-16, with the same places`, async () => {
      writeFileSync(at("a.yaml"), bytes);
      const wide = await findings([at("a.yaml"), "--env", "production"]);
      assert.deepEqual(await findings([folder.path, "--env", "production"]), wide);
      writeFileSync(at("a.yaml"), pruning);
      assert.deepEqual(wide, await findings([at("a.yaml"), "--env", "production"]));
    });
  }
});

describe("templates", () => {
  let folder: Scratch;
  beforeEach(() => {
    folder = scratch();
  });
  afterEach(() => {
    folder.remove();
  });
  const template =
    'kind: Database\nspec:\n  {{- if .Values.a }}\n  a: {{ .Values.a }}\n  {{- end }}\n"b: c\n';

  it("are one finding in a file, and not one in each line", async () => {
    folder.write({ "a.yaml": `${template}---\n${template}` });
    const { findings: found } = await reviewed([join(folder.path, "a.yaml"), "--env", "production"]);
    const yaml = found.filter(({ rule }) => rule === "yaml");
    assert.equal(yaml.length, 1);
    assert.match(yaml[0]?.message ?? "", /^The file is a template .* helm template .* review -$/);
  });

  it("of a chart are reviewed as the chart", async () => {
    folder.write({
      "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
      "app/templates/database.yaml": `apiVersion: k8s.mariadb.com/v1alpha1\n${template}`,
      "app/templates/plain.yaml": pruning,
    });
    const { PATH } = process.env;
    process.env.PATH = folder.path;
    try {
      for (const path of ["app/templates", "app/templates/database.yaml"]) {
        const { findings: found, err } = await reviewed([join(folder.path, path), "--env", "production"]);
        assert.match(
          err,
          /database\.yaml|templates: a template is no manifest before it is rendered, so the chart /,
        );
        assert.deepEqual(
          found.map(({ rule, file }) => [rule, file]),
          [["rendered", join(folder.path, "app/Chart.yaml")]],
        );
      }
      const plain = await reviewed([join(folder.path, "app/templates/plain.yaml"), "--env", "production"]);
      assert.ok(plain.findings.some(({ rule }) => rule === "db-app-no-prune"));
    } finally {
      process.env.PATH = PATH;
    }
  });
});
