import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

import { parse } from "yaml";

import { Workplace } from "../support/workplace";
import { pruning } from "../unit/review/support";

const repository = join(__dirname, "../..");

/** What stays in the pull request, and goes with the commit after it. */
const settings = `apiVersion: k8s.mariadb.com/v1alpha1
kind: Database
metadata: { name: settings, namespace: mariadb-production }
spec: { mariaDbRef: { name: mariadb } }
`;

/** Runs npm; its version checks and audits would ask the registry. */
function npm(folder: string, ...words: string[]): string {
  return execFileSync("npm", words, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, npm_config_audit: "false", npm_config_update_notifier: "false" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Packs a package into a folder; returns the path of the archive and the files in it. */
function pack(folder: string, source: string, ...words: string[]): { archive: string; files: string[] } {
  const output = npm(folder, "pack", source, "--json", "--silent", ...words);
  // The build that npm runs before it packs may print lines of its own.
  const [packed] = JSON.parse(output.slice(output.search(/^\[/m))) as [
    { filename: string; files: { path: string }[] },
  ];
  return { archive: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** The names of what npm installs with the package: its dependencies, and theirs. */
function allDependencies(): string[] {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    for (const name of Object.keys(dependencies).filter((candidate) => !found.has(candidate))) {
      found.add(name);
      visit(join(repository, "node_modules", name));
    }
  };
  visit(repository);
  return [...found];
}

describe("the package as npm installs it", function () {
  this.timeout(300_000);
  const workplace = new Workplace();
  const folder = workplace.path();
  const installed = join(folder, "node_modules/mariadb-gitops");
  let files: readonly string[];
  /** The package and its dependencies. */
  let archives: readonly string[];

  before(() => {
    const packed = pack(folder, repository);
    files = packed.files;
    // Its dependencies as archives too, so that the installation needs no registry.
    const dependencies = allDependencies().map(
      (name) => pack(folder, join(repository, "node_modules", name), "--ignore-scripts").archive,
    );
    writeFileSync(join(folder, "package.json"), '{"private": true}');
    archives = [packed.archive, ...dependencies];
    npm(folder, "install", "--offline", ...archives);
  });
  after(() => workplace.end());

  it("brings no SDK of Pulumi along", () => {
    const names = JSON.parse(npm(folder, "ls", "--all", "--json")) as { dependencies: object };
    assert.deepEqual(Object.keys(names.dependencies).sort(), ["mariadb-gitops", ...allDependencies()].sort());
    assert.ok(!existsSync(join(folder, "node_modules/@pulumi")));
  });

  it("reviews a manifest", () => {
    writeFileSync(join(folder, "delivery.yaml"), pruning);
    const words = ["mariadb-gitops", "review", "delivery.yaml", "--env", "production"];
    const { status, stdout } = spawnSync("npx", ["--no-install", ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.match(stdout, /^delivery\.yaml:6:3: error \[db-app-no-prune\]/m);
    assert.equal(status, 1);
  });

  it("says what to install before it confirms: client-node is an optional peer", () => {
    const words = [join(installed, "dist/bin/mariadb-gitops.js"), "confirm", "database/app"];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^mariadb-gitops confirm needs the package @kubernetes\/client-node, .* npx --package/,
    );
    assert.ok(!existsSync(join(folder, "node_modules/@kubernetes")));
  });

  it("carries its version into SARIF", () => {
    const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      version: string;
    };
    const words = [join(installed, "dist/bin/mariadb-gitops.js"), "review", "-", "--format", "sarif"];
    const { stdout } = spawnSync(process.execPath, words, { input: pruning, encoding: "utf8" });
    assert.match(stdout, new RegExp(`"semanticVersion": "${version}"`));
  });

  it("starts the command in a tenth of a second on an idle machine", () => {
    const command = join(installed, "dist/bin/mariadb-gitops.js");
    const seconds = [...Array(5).keys()].map(() => {
      const start = performance.now();
      assert.equal(spawnSync(process.execPath, [command, "--help"]).status, 0);
      return (performance.now() - start) / 1000;
    });
    // The fastest of five, and a wide margin: other tests keep the machine busy.
    assert.ok(Math.min(...seconds) < 0.5, `${seconds.map((each) => each.toFixed(2)).join(", ")} s`);
  });

  for (const [entry, name] of [
    ["mariadb-gitops/safety", "rules"],
    ["mariadb-gitops/schemas", "mariadbKinds"],
    ["mariadb-gitops/schemas/validate", "validateObject"],
  ] as const) {
    it(`offers ${entry} without Pulumi`, () => {
      const script = `process.stdout.write(typeof require("${entry}").${name})`;
      const said = execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
      assert.notEqual(said, "undefined");
    });
  }

  it("offers the components beside the SDKs of Pulumi", () => {
    const script = 'process.stdout.write(typeof require("mariadb-gitops").Platform)';
    const env = { ...process.env, NODE_PATH: join(repository, "node_modules") };
    const said = execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8", env });
    assert.equal(said, "function");
  });

  it("is what the jobs of CI install", () => {
    const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      version: string;
    };
    for (const file of ["review/action.yml", "review/gitlab-ci.yml"]) {
      const installs = readFileSync(join(repository, file), "utf8").match(/\bmariadb-gitops@\S+/g);
      assert.deepEqual(installs, [`mariadb-gitops@${version}`], file);
    }
  });

  describe("in a pull request that removes a Database", () => {
    let checkout: string;
    before(() => {
      const [origin, work] = [workplace.path("origin.git"), workplace.path("work")];
      checkout = workplace.path("checkout");
      const git = (...words: string[]): string =>
        execFileSync("git", [
          "-c",
          "user.name=test",
          "-c",
          "user.email=test@example.com",
          ...words,
        ]).toString();
      git("init", "--quiet", "--initial-branch=main", work);
      cpSync(join(repository, "test/fixtures/review/sql-objects.yaml"), join(work, "database.yaml"));
      writeFileSync(join(work, "settings.yaml"), settings);
      git("-C", work, "add", "--all");
      git("-C", work, "commit", "--quiet", "--message", "The database");
      git("-C", work, "checkout", "--quiet", "-b", "change");
      git("-C", work, "rm", "--quiet", "database.yaml");
      git("-C", work, "commit", "--quiet", "--message", "Clean up");
      git("clone", "--quiet", "--bare", work, origin);
      // As shallow as CI systems check out.
      git("clone", "--quiet", "--depth=1", "--branch=change", `file://${origin}`, checkout);
    });

    /** Runs a script of a CI system in the checkout, with the packed package in place of the published one. */
    const runScript = (shell: readonly string[], script: string, env: NodeJS.ProcessEnv) => {
      const [command = "", ...words] = shell;
      return spawnSync(command, [...words, script], {
        cwd: checkout,
        encoding: "utf8",
        env: { ...process.env, npm_config_offline: "true", REVIEW_PACKAGE: archives.join(" "), ...env },
      });
    };
    const read = (name: string): unknown => parse(readFileSync(join(repository, name), "utf8"));
    const reported = (name: string): string => readFileSync(join(checkout, name), "utf8");

    it("fails the action of GitHub, with annotations and SARIF", () => {
      const { inputs, runs } = read("review/action.yml") as {
        inputs: Record<string, { default: string }>;
        runs: { steps: [{ shell: string; env: Record<string, string>; run: string }] };
      };
      const given: Record<string, string> = {
        base: "main",
        environment: "production",
        sarif: "review.sarif",
      };
      const [{ shell, env, run }] = runs.steps;
      assert.equal(shell, "bash");
      const values = Object.entries(env).map(([name, expression]) => {
        const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(expression)?.[1] ?? "";
        assert.ok(input in inputs, expression);
        return [name, given[input] ?? inputs[input]?.default];
      });
      const { status, stdout, stderr } = runScript(["bash", "-e", "-o", "pipefail", "-c"], run, {
        ...(Object.fromEntries(values) as NodeJS.ProcessEnv),
        REVIEW_PACKAGE: archives.join(" "),
        RUNNER_TEMP: workplace.path("runner"),
      });
      assert.equal(status, 1, stderr);
      assert.match(stdout, /^::error file=database\.yaml,.*title=no-data-object-removed::/m);
      assert.match(reported("review.sarif"), /"ruleId": "no-data-object-removed"/);
    });

    it("fails the job of GitLab, with its code quality report", () => {
      const { "mariadb-gitops-review": job } = read("review/gitlab-ci.yml") as {
        "mariadb-gitops-review": { variables: Record<string, string>; script: string[] };
      };
      const { status, stdout, stderr } = runScript(["bash", "-e", "-c"], job.script.join("\n"), {
        ...job.variables,
        REVIEW_PACKAGE: archives.join(" "),
        REVIEW_ENVIRONMENT: "production",
        CI_BUILDS_DIR: workplace.path("builds"),
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
      });
      assert.equal(status, 1, stderr);
      assert.match(stdout, /^database\.yaml:.*error \[no-data-object-removed\]/m);
      assert.match(reported("gl-code-quality-report.json"), /"check_name": "no-data-object-removed"/);
    });

    it("fails the hook of pre-commit, before the commit", () => {
      const [{ entry, args }] = read(".pre-commit-hooks.yaml") as [{ entry: string; args: string[] }];
      execFileSync("git", ["-C", checkout, "rm", "--quiet", "settings.yaml"]);
      const bin = join(folder, "node_modules/.bin");
      const words = [entry, ...args, "--env", "production"].join(" ");
      const { status, stdout } = runScript(["sh", "-c"], words, { PATH: `${bin}:${process.env.PATH ?? ""}` });
      assert.equal(status, 1, stdout);
      assert.match(stdout, /^settings\.yaml:.*error \[no-data-object-removed\]/m);
    });
  });

  it("holds every file that its README links to", () => {
    const readme = readFileSync(join(installed, "README.md"), "utf8");
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)|<img src="([^"]+)"/g)].map(
      ([, link, image]) => posix.normalize(link ?? image ?? ""),
    );
    assert.ok(links.length > 10);
    assert.deepEqual(
      links.filter((link) => !files.includes(link) && !files.some((file) => dirname(file) === link)),
      [],
    );
  });
});
