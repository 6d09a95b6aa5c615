import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { layout, type Layout, sandboxContext } from "../../sandbox/ground/layout";
import { lineProgress } from "../../sandbox/ground/progress";
import { readState, requireFlux, requireTools, running } from "../../sandbox/cluster";
import { npmCommand } from "../support/npm-start";
import { buildMinutes } from "../support/sandbox";

const everyProcess = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "redis",
  "argocd-repo-server",
  "argocd-controller",
];

describe("npm start with stand-ins for the platform", function () {
  this.timeout(240_000);

  let where: Layout;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-start-")));
    const { signal } = new AbortController();
    await requireTools(lineProgress(), signal);
    await requireFlux(lineProgress(), signal);
  });
  after(async () => {
    await command(["stop", "--clean"]).result;
    rmSync(where.root, { recursive: true, force: true });
  });

  const command = (args: string[], env: Record<string, string> = {}) => npmCommand(where, args, env);
  const start = ["start", "--stand-ins"];

  const alive = async (): Promise<string[]> => running(await readState(where.state));

  it("deploys dev and prints what it did on stdout, its progress on stderr", async () => {
    const { code, stdout, stderr } = await command(start).result;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /DatabaseApplication +1 +1 create/);
    assert.match(stdout, /[0-9]+ policies passed, 0 failed/);
    assert.match(stdout, /deletion guard +verified /);
    assert.match(stdout, /mariadb-dev +main \([0-9a-f]{7}\) +automated, self-heals, never prunes +Synced/);
    assert.match(stdout, /MariaDB +mariadb-dev\/mariadb +protected/);
    assert.match(stdout, new RegExp(`kubeconfig: ${where.kubeconfig}`));
    assert.doesNotMatch(stdout, /[►◎✔]/);
    assert.match(stderr, /► stand-in: Argo CD and mariadb-operator, because --stand-ins is set/);
    assert.match(stderr, /✔ mariadb-dev is Synced/);
    assert.deepEqual(await alive(), everyProcess);
  });

  it("changes nothing the second time, and says so", async () => {
    const before = await readState(where.state);
    const { code, stdout } = await command(start).result;
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
    assert.match(stderr, /mariadb-production syncs manually/);
    assert.match(stdout, /DatabaseProject +1 +1 create/);
  });

  it("recovers from a sandbox that is only half there", async () => {
    const { processes } = await readState(where.state);
    const { pid } = processes["kube-apiserver"] ?? assert.fail("kube-apiserver is not in the state");
    process.kill(pid, "SIGKILL");
    const { code, stdout, stderr } = await command(start).result;
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /⚠ an earlier start was cut off; ending what it left: etcd, kube-controller-manager, redis/,
    );
    assert.match(stdout, /Nothing changed/);
    assert.deepEqual(await alive(), everyProcess);
  });

  it("ends everything in npm stop", async () => {
    const { code, stdout } = await command(["stop"]).result;
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Ended ${everyProcess.join(", ")}\\.`));
    assert.deepEqual(await alive(), []);
  });

  it("says that nothing runs, instead of a stack trace, when it is asked for the status then", async () => {
    const { code, stderr } = await command(["status"]).result;
    assert.equal(code, 1);
    assert.match(stderr, /The sandbox is not running.*npm start/);
    assert.doesNotMatch(stderr, / at /);
  });

  it("ends what it started when it is interrupted, and the next start works", async () => {
    const { child, result } = command(start);
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("updating stack")) {
        child.kill("SIGINT");
      }
    });
    const { code, stderr } = await result;
    assert.equal(code, 130, stderr);
    assert.deepEqual(await alive(), []);
    const next = await command(start).result;
    assert.equal(next.code, 0, next.stderr);
  });

  describe("with --engine flux", () => {
    const applied =
      /mariadb-staging +gitops\/overlays\/staging +v0\.1\.0 \([0-9a-f]{7}\) +True +never prunes, orphans/;

    it("ends with an applied Kustomization, also where there is no source-controller", async () => {
      const { code, stdout, stderr } = await command([...start, "--stack", "staging", "--engine", "flux"], {
        MARIADB_GITOPS_SHARED: where.root,
      }).result;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /⚠ source-controller is published as an image only .*a stand-in takes its place/);
      assert.match(stdout, applied);
      for (const layer of ["storage", "operator", "object settings", "engine settings", "engine identity"]) {
        assert.match(stdout, new RegExp(`${layer} +verified`));
      }
      assert.match(stdout, /MariaDB +mariadb-staging\/mariadb +protected/);
    });

    it("tells how things are in npm run status", async () => {
      const { code, stdout } = await command(["status", "--stack", "staging"]).result;
      assert.equal(code, 0);
      assert.match(stdout, applied);
    });

    it("ends everything in npm stop", async () => {
      const { stdout } = await command(["stop"]).result;
      assert.match(stdout, /operator-stand-in, source-stand-in, kustomize-controller\./);
      assert.deepEqual(await alive(), []);
    });
  });

  const mistakes: [string[], RegExp][] = [
    [["start", "--engine", "spinnaker"], /--engine spinnaker is unknown; use one of argocd, flux/],
    [["start", "--stack", "prod"], /--stack prod is unknown; use one of dev, staging, production/],
    [["restart"], /restart is not a command; use start, status or stop/],
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
    assert.match(stderr, /automated is "yes"; set true or false/);
    assert.doesNotMatch(stderr, / at .*\.ts/);
  });
});
