import assert from "node:assert/strict";

import { Layer } from "../../components/platform/protection-layers";
import { deploy, type DeployReport } from "../../pipeline/deploy";
import { readApplication, waitUntilSynced } from "../../sandbox/argocd-delivery";
import type { KubeObject } from "../../sandbox/cluster";
import { liveApplication } from "../../sandbox/live-delivery";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { layersIn } from "../../sandbox/results";
import { verifyLayers, type LiveLayer } from "../../sandbox/verify-layers";
import { waitFor } from "../../sandbox/ground/wait";
import { clearPlatforms, mayDelete } from "../support/clear";
import { testRepository, type TestRepository } from "../support/commits";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxWithArgoCd, type TestSandbox } from "../support/sandbox";

const { signal } = new AbortController();

describe("what npm start says about the layers of protection", function () {
  this.timeout(180_000);
  let sandbox: TestSandbox;
  let providers: StandInProviders;
  let repository: TestRepository;
  /** What the program said, with every layer on that dev has. */
  let report: DeployReport;

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxWithArgoCd();
    await clearPlatforms(sandbox.cluster);
    providers = await startStandInProviders();
    repository = testRepository();
    report = await update();
    await waitUntilSynced(sandbox.cluster, "mariadb-dev", repository.head(), { seconds: 90, signal });
  });
  after(async () => {
    await sandbox.cluster.delete(mayDelete("mariadb-dev"));
    await providers.close();
    repository.remove();
  });

  function update(replaced: Record<string, string> = {}): Promise<DeployReport> {
    const overrides = { repositoryUrl: repository.url, ...replaced };
    return deploy(deployment(sandbox, providers, { name: "layers", stack: "dev", overrides }));
  }

  async function found(): Promise<LiveLayer[]> {
    const application = await readApplication(sandbox.cluster, "mariadb-dev");
    const delivery = await liveApplication(sandbox.cluster, application);
    return verifyLayers(sandbox.cluster, layersIn(report), delivery);
  }

  /** Waits until a layer is not found, and returns what is said about it. */
  async function lost(name: Layer): Promise<string> {
    let layer: LiveLayer | undefined;
    await waitFor(
      `${name} to be gone`,
      async () => {
        layer = (await found()).find((candidate) => candidate.layer === name);
        return layer?.state === "NOT FOUND";
      },
      { seconds: 30, signal },
    );
    return layer?.detail ?? "";
  }

  it("verifies in the cluster what the program registered or expected", async () => {
    assert.deepEqual(
      (await found()).map(({ layer, state }) => `${layer}: ${state}`),
      [
        "kept on destroy: registered",
        "storage: verified",
        "operator: verified",
        "object settings: verified",
        "engine settings: verified",
        "engine identity: verified",
        "deletion guard: verified",
        "pulumi protect: off",
      ],
    );
  });

  it("leaves a layer expected as long as nothing is delivered", async () => {
    const application = await readApplication(sandbox.cluster, "mariadb-dev");
    const delivery = await liveApplication(sandbox.cluster, { ...application, status: {} });
    const layers = await verifyLayers(sandbox.cluster, layersIn(report), delivery);
    const expected = layers.filter(({ state }) => state === "expected").map(({ layer }) => layer);
    assert.deepEqual(expected, ["storage", "operator", "object settings"]);
  });

  it("does not find the guard once it only warns", async () => {
    await update({ deletionProtection: "false", automated: "false", selfHeal: "false" });
    assert.match(await lost(Layer.DeletionGuard), /the binding \S+ only warns, and \d+ more/);
  });

  const weakened: [Layer, KubeObject, RegExp][] = [
    [
      Layer.Storage,
      {
        ...mariadb("MariaDB", "mariadb"),
        spec: { storage: { pvcRetentionPolicy: { whenDeleted: "Delete" } } },
      },
      /MariaDB mariadb must not set spec\.storage\.pvcRetentionPolicy\.whenDeleted to "Delete", but to "Retain"/,
    ],
    [
      Layer.Operator,
      { ...mariadb("Database", "app"), spec: { cleanupPolicy: "Delete" } },
      /Database app must not set spec\.cleanupPolicy to "Delete", but to "Skip"/,
    ],
    [
      Layer.ObjectSettings,
      mariadb("User", "app", { annotations: { "argocd.argoproj.io/sync-options": null } }),
      /User app must carry Prune=false in metadata\.annotations\["argocd\.argoproj\.io\/sync-options"\]/,
    ],
    [
      Layer.EngineSettings,
      {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name: "mariadb-dev", namespace: "argocd" },
        spec: { syncPolicy: { syncOptions: ["Prune=false"] } },
      },
      /Application mariadb-dev has no Delete=false in its syncOptions/,
    ],
  ];
  for (const [layer, change, message] of weakened) {
    it(`does not find ${layer} once ${change.kind} ${change.metadata.name} is weakened`, async () => {
      await waitFor("the guard to let go", () => allowed(change), { seconds: 30, signal });
      assert.match(await lost(layer), message);
    });
  }

  it("does not find the identity once the sync account may delete", async () => {
    await sandbox.cluster.apply(mayDelete("mariadb-dev"));
    assert.match(await lost(Layer.EngineIdentity), /mariadb-sync may delete \S+ in mariadb-dev/);
  });

  /** A guard that was just lifted is still in force for a moment. */
  async function allowed(change: KubeObject): Promise<boolean> {
    return sandbox.cluster.patch(change).then(
      () => true,
      () => false,
    );
  }
});

function mariadb(kind: string, name: string, metadata: object = {}): KubeObject {
  return {
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name, namespace: "mariadb-dev", ...metadata },
  };
}
