/**
 * `npm start` where the official parts can be had: Argo CD and the operator come from their charts, through the official
 * provider, and the operator's own webhook judges what Argo CD delivers.
 */
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { environmentLabels, protectionLabels } from "../../components/protection";
import { readApplication } from "../../sandbox/argocd-delivery";
import {
  Cluster,
  isRunning,
  type KubeObject,
  readState,
  requireNodes,
  requireTools,
  running,
} from "../../sandbox/cluster";
import { layout } from "../../sandbox/ground/layout";
import { lineProgress } from "../../sandbox/ground/progress";
import { DryRun } from "../support/dry-run";
import { npmCommand, type CommandResult } from "../support/npm-start";
import { buildMinutes } from "../support/sandbox";
import { needChartFolder, needPart } from "../support/shared";

const everyProcess = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "mariadb-operator-cert-controller",
  "mariadb-operator-webhook",
  "redis",
  "argocd-repo-server",
  "argocd-controller",
];

describe("npm start with the official parts", function () {
  this.timeout(600_000);

  const where = layout(join(tmpdir(), `mariadb-gitops-start-${String(process.pid)}`));
  let cluster: Cluster;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    await needPart(this, "pulumi-resource-kubernetes");
    await needPart(this, "mariadb-operator");
    for (const chart of ["argo-cd", "mariadb-operator-crds", "mariadb-operator"] as const) {
      await needChartFolder(this, chart);
    }
    const { signal } = new AbortController();
    await requireTools(lineProgress(), signal);
    await requireNodes(lineProgress(), signal);
  });
  after(async () => {
    if (!existsSync(where.root)) {
      return;
    }
    await npmCommand(where, ["stop", "--clean"]).result;
    rmSync(where.root, { recursive: true, force: true });
  });

  const command = async (...args: string[]): Promise<CommandResult> => npmCommand(where, args).result;

  it("installs Argo CD and the operator from their charts, and delivers dev", async () => {
    const { code, stdout, stderr } = await command("start");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /► real: Argo CD and mariadb-operator from their charts/);
    assert.match(stderr, /► stand-in: Sealed Secrets and External Secrets; no container runs/);
    assert.match(stdout, /mariadb-dev +main \([0-9a-f]{7}\) +automated, self-heals, never prunes +Synced/);
    assert.match(stdout, /engine identity +verified/);
    assert.deepEqual(await running(await readState(where.state)), everyProcess);
    cluster = new Cluster(where.kubeconfig);
  });

  it("leaves what Helm and the charts make: a release, and Deployments that are available", async () => {
    const secret = { apiVersion: "v1", kind: "Secret" };
    const release = await cluster.read({
      ...secret,
      metadata: { name: "sh.helm.release.v1.argocd.v1", namespace: "argocd" },
    });
    assert.equal(release?.metadata.labels?.status, "deployed");
    for (const [namespace, name] of [
      ["argocd", "argocd-server"],
      ["argocd", "argocd-repo-server"],
      ["mariadb-system", "mariadb-operator"],
      ["mariadb-system", "mariadb-operator-webhook"],
      ["mariadb-system", "mariadb-operator-cert-controller"],
    ] as const) {
      const live = await cluster.read({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace },
      });
      const { availableReplicas = 0 } = (live?.status ?? {}) as { availableReplicas?: number };
      assert.ok(availableReplicas > 0, `${name} is not available`);
    }
  });

  it("has every object of the databases judged by the operator's webhook, and counts them as not assessed", async () => {
    const server = new DryRun(where.kubeconfig);
    assert.match((await server.refusal(galeraBesideReplication)) ?? "", byWebhook);
    const { status } = await readApplication(cluster, "mariadb-dev");
    assert.equal(status?.health?.status, "Healthy");
    const settings = await cluster.read({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "argocd-cm", namespace: "argocd" },
    });
    const { data = {} } = settings as KubeObject & { data?: Record<string, string> };
    assert.match(data["resource.customizations.health.k8s.mariadb.com_MariaDB"] ?? "", /no operator runs/);
    assert.equal(data["application.sync.impersonation.enabled"], "true");
  });

  it("changes nothing the second time, and says so", async () => {
    const before = await readState(where.state);
    const { code, stdout, stderr } = await command("start");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Nothing changed: the stack was up to date\./);
    assert.deepEqual(await readState(where.state), before);
  });

  it("refuses to go on with stand-ins, and says how to begin again", async () => {
    const { code, stderr } = await command("start", "--stand-ins");
    assert.equal(code, 1);
    assert.match(stderr, /has argocd and mariadb-operator installed from charts.*npm stop -- --clean/);
  });

  it("ends every process in npm stop", async () => {
    const { processes } = await readState(where.state);
    assert.equal((await command("stop")).code, 0);
    for (const [name, record] of Object.entries(processes)) {
      assert.equal(await isRunning(record), false, name);
    }
  });

  it("comes back with everything in the next npm start, where a second stack uses what the first one installed", async () => {
    const { code, stdout, stderr } = await command("start", "--stack", "production");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /MariaDbOperator +1 +1 read/);
    assert.match(stdout, /ArgoCd +1 +1 read/);
    assert.match(stdout, /mariadb-production +v[0-9.]+ \([0-9a-f]{7}\) +manual, never prunes +Synced/);
    const server = new DryRun(where.kubeconfig);
    assert.match((await server.refusal(galeraBesideReplication)) ?? "", byWebhook);
  });
});

const byWebhook = /"vmariadb-v1alpha1\.kb\.io" denied/;

const galeraBesideReplication: KubeObject = {
  apiVersion: "k8s.mariadb.com/v1alpha1",
  kind: "MariaDB",
  // As the deletion guard asks for, so that the webhook is what refuses.
  metadata: {
    name: "refused",
    namespace: "mariadb-dev",
    labels: { ...environmentLabels("dev"), ...protectionLabels },
  },
  spec: {
    rootPasswordSecretKeyRef: { name: "root", key: "password" },
    storage: { size: "1Gi" },
    replicas: 3,
    galera: { enabled: true },
    replication: { enabled: true },
  },
};
