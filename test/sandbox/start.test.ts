import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { layout, projectDir, sandboxContext, type Layout } from "../../sandbox/layout";
import { lineProgress } from "../../sandbox/progress";
import { requireTools } from "../../sandbox/requirements";
import { processNames, readState, running } from "../../sandbox/state";
import { buildMinutes } from "../support/sandbox";

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe("npm start", function () {
  this.timeout(240_000);

  let where: Layout;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-start-")));
    await requireTools(lineProgress(), new AbortController().signal);
  });
  after(async () => {
    await command(["stop", "--clean"]).result;
    rmSync(where.root, { recursive: true, force: true });
  });

  /** Runs the command line as npm does, on a sandbox of this test's own. */
  function command(
    args: string[],
    env: Record<string, string> = {},
  ): { child: ChildProcess; result: Promise<Result> } {
    const child = spawn(
      process.execPath,
      ["--require", "ts-node/register/transpile-only", "sandbox/cli.ts", ...args],
      {
        cwd: projectDir,
        env: { ...process.env, MARIADB_GITOPS_SANDBOX: where.root, NO_COLOR: "1", ...env },
      },
    );
    const result: Result = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (result.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (result.stderr += chunk.toString()));
    return {
      child,
      result: new Promise((resolve) =>
        child.once("close", (code) => {
          resolve({ ...result, code });
        }),
      ),
    };
  }

  const alive = async (): Promise<string[]> => running(await readState(where.state));

  it("deploys dev and prints what it did on stdout, its progress on stderr", async () => {
    const { code, stdout, stderr } = await command(["start"]).result;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /DatabaseApplication +1 +1 create/);
    assert.match(stdout, /[0-9]+ policies passed, 0 failed/);
    assert.match(stdout, /deletion guard +verified /);
    assert.match(stdout, /mariadb-dev +main \([0-9a-f]{7}\) +automated, self-heals, never prunes +Synced/);
    assert.match(stdout, /MariaDB +mariadb-dev\/mariadb +protected/);
    assert.match(stdout, new RegExp(`kubeconfig: ${where.kubeconfig}`));
    assert.doesNotMatch(stdout, /[►◎✔]/);
    assert.match(stderr, /✔ mariadb-dev is Synced/);
    assert.deepEqual(await alive(), [...processNames]);
  });

  it("changes nothing the second time, and says so", async () => {
    const before = await readState(where.state);
    const { code, stdout } = await command(["start"]).result;
    assert.equal(code, 0);
    assert.match(stdout, /Nothing changed: the stack was up to date\./);
    assert.deepEqual(await readState(where.state), before);
  });

  it("tells how things are in npm run status", async () => {
    const { code, stdout } = await command(["status"]).result;
    assert.equal(code, 0);
    assert.match(stdout, /mariadb-dev .* Synced/);
  });

  it("deploys to another cluster of the user's kubeconfig with --context, and leaves its hand-made syncs to people", async () => {
    const config = {
      engineInstallation: "existing",
      mariadbOperatorInstallation: "existing",
      externalSecretsInstallation: "existing",
      repositoryUrl: `file://${where.repository}`,
    };
    const words = Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    const { code, stdout, stderr } = await command(
      ["start", "--stack", "production", "--context", sandboxContext, ...words],
      { KUBECONFIG: where.kubeconfig },
    ).result;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /mariadb-production syncs by hand/);
    assert.match(stdout, /DatabaseProject +1 +1 create/);
  });

  it("recovers from a sandbox that is only half there", async () => {
    const { processes } = await readState(where.state);
    const { pid } = processes["kube-apiserver"] ?? assert.fail("kube-apiserver is not in the state");
    process.kill(pid, "SIGKILL");
    const { code, stdout, stderr } = await command(["start"]).result;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /⚠ an earlier start was cut off; ending what it left: etcd, redis/);
    assert.match(stdout, /Nothing changed/);
    assert.deepEqual(await alive(), [...processNames]);
  });

  it("ends everything in npm stop", async () => {
    const { code, stdout } = await command(["stop"]).result;
    assert.equal(code, 0);
    assert.match(stdout, /Ended etcd, kube-apiserver, redis, argocd-repo-server, argocd-controller\./);
    assert.deepEqual(await alive(), []);
  });

  it("says that nothing runs, instead of a stack trace, when it is asked for the status then", async () => {
    const { code, stderr } = await command(["status"]).result;
    assert.equal(code, 1);
    assert.match(stderr, /The sandbox is not running.*npm start/);
    assert.doesNotMatch(stderr, / at /);
  });

  it("ends what it started when it is interrupted, and the next start works", async () => {
    const { child, result } = command(["start"]);
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("updating stack")) {
        child.kill("SIGINT");
      }
    });
    const { code, stderr } = await result;
    assert.equal(code, 130, stderr);
    assert.deepEqual(await alive(), []);
    const next = await command(["start"]).result;
    assert.equal(next.code, 0, next.stderr);
  });

  it("registers the Flux form of a stack with --engine flux, which the API server accepts", async () => {
    const { code, stdout, stderr } = await command(["start", "--stack", "staging", "--engine", "flux"])
      .result;
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /mariadb-staging +gitops\/overlays\/staging +never prunes, orphans what it delivered/,
    );
  });

  const mistakes: [string[], RegExp][] = [
    [["start", "--engine", "spinnaker"], /--engine spinnaker is unknown; write one of argocd, flux/],
    [["start", "--stack", "prod"], /--stack prod is unknown; write one of dev, staging, production/],
    [["restart"], /restart is not a command; write start, status or stop/],
    [["start", "--config", "namespace"], /--config namespace is not KEY=VALUE/],
    [["start", "--stak", "dev"], /--stak/],
  ];
  for (const [words, message] of mistakes) {
    it(`explains the mistake in npm ${words.join(" ")}`, async () => {
      const { code, stderr } = await command(words).result;
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.match(stderr, /Usage: npm start/);
    });
  }

  it("explains a wrong value of the configuration, key, value and remedy, without a stack trace", async () => {
    const { code, stderr } = await command(["start", "--config", "automated=yes"]).result;
    assert.equal(code, 1);
    assert.match(stderr, /automated is "yes"; write true or false/);
    assert.doesNotMatch(stderr, / at .*\.ts/);
  });
});
