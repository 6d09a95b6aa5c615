import assert from "node:assert/strict";

import { dryRun, mergePatch, type Answer } from "./guard/api";
import { useGuardedCluster } from "./guard/guarded-cluster";
import { homes, things, type Thing } from "./guard/objects";

const many = 1500;
const garbageCollector = "system:serviceaccount:kube-system:generic-garbage-collector";
const syncOptions = "argocd.argoproj.io/sync-options";

describe("the deletion guard of what delivers", function () {
  this.timeout(120_000);
  const cluster = useGuardedCluster();

  async function created(thing: Thing, spec: object, metadata: object = {}): Promise<Thing> {
    const { object } = thing;
    const made = { ...thing, object: { ...object, metadata: { ...object.metadata, ...metadata }, spec } };
    await cluster().create(made);
    return made;
  }
  const change = async (thing: Thing, spec: object): Promise<Answer> =>
    cluster().api.merge(thing, { spec }, dryRun);
  function passes({ status, message }: Answer): void {
    assert.equal(status, 200, message);
  }
  function refused({ status, message }: Answer, expected: RegExp): void {
    assert.equal(status, 403, message);
    assert.match(message, expected);
  }

  it("knows the names that Helm takes where a HelmRelease names none", async () => {
    const { HelmRelease } = things(homes.named, "unnamed");
    const chart = { spec: { chart: "databases", sourceRef: { kind: "HelmRepository", name: "charts" } } };
    const release = await created(HelmRelease, { interval: "10m", chart });
    passes(await change(release, { releaseName: "unnamed", targetNamespace: homes.named }));
    passes(await change(release, { storageNamespace: homes.named }));
    refused(await change(release, { releaseName: "other" }), /install another one/);
    // The target namespace becomes a part of the name.
    refused(await change(release, { targetNamespace: homes.named }), /install another one/);
    refused(await change(release, { storageNamespace: homes.labelled }), /install another one/);
    refused(await change(release, { chart: { spec: { chart: "other" } } }), /its chart/);
    passes(await change(release, { chart: { spec: { version: "2.x" } } }));
    const inPlace = { chartNameChangeStrategy: "InPlaceUpdate" };
    passes(await change(release, { upgrade: inPlace, chart: { spec: { chart: "other" } } }));

    const prefixed = await created(things(homes.named, "prefixed").HelmRelease, {
      interval: "10m",
      chart,
      targetNamespace: homes.labelled,
    });
    passes(await change(prefixed, { releaseName: `${homes.labelled}-prefixed` }));
    refused(await change(prefixed, { releaseName: "prefixed" }), /install another one/);
    // A longer name is shortened with a hash; the release itself says how it is called.
    const history = [{ ...release0, name: "shortened-0a1b2c", namespace: homes.labelled }];
    const status = { ...prefixed, path: `${prefixed.path}/status` };
    passes(await cluster().api.merge(status, { status: { history } }));
    passes(await change(prefixed, { releaseName: "shortened-0a1b2c" }));
  });

  it("keeps an Application that an ApplicationSet lets go", async () => {
    const owner = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "ApplicationSet",
      name: "databases",
      uid: "33333333-3333-3333-3333-333333333333",
    };
    const { Application } = things(homes.named, "generated");
    const generated = await created(Application, Application.object.spec as object, {
      ownerReferences: [owner],
    });
    refused(await cluster().api.delete(generated, dryRun, garbageCollector), /is not confirmed/);
    const finalizers = { metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io"] } };
    refused(await cluster().api.merge(generated, finalizers, dryRun), /adds the finalizer/);
  });

  it("lets Argo CD prune in a sync only where its Application prunes already", async () => {
    const { Application } = things(homes.named, "pruning");
    const spec = Application.object.spec as object;
    const pruning = await created(Application, { ...spec, syncPolicy: { automated: { prune: true } } });
    passes(await cluster().api.merge(pruning, { operation: { sync: { prune: true } } }, dryRun));
  });

  it(`answers ${String(many)} options with a refusal, and the confirmation still works`, async () => {
    const { api } = cluster();
    const { Application, Database } = things(homes.named, "crowded");
    const options = Array.from({ length: many }, (_, index) => `Option${String(index)}=true`);
    const spec = { ...(Application.object.spec as object), syncPolicy: { syncOptions: options } };
    const application = await created(Application, spec);
    const database = await created(Database, Database.object.spec as object, {
      annotations: { [syncOptions]: options.join(",") },
    });
    const annotated = (value: string | null) => ({ metadata: { annotations: { [syncOptions]: value } } });

    // Created by hand or before the guard: what does not touch the options passes.
    passes(await api.merge(application, { spec: { source: { targetRevision: "v2" } } }, dryRun));
    passes(await api.merge(database, { metadata: { labels: { team: "payments" } } }, dryRun));
    const more = [...options, "Replace=true"];
    refused(await change(application, { syncPolicy: { syncOptions: more } }), /more than 50 options/);
    refused(await change(application, { syncPolicy: { syncOptions: [...options].reverse() } }), /50 options/);
    refused(await api.merge(database, annotated(more.join(",")), dryRun), /more than 50 options/);
    const plain = things(homes.named, "plain");
    await cluster().create(plain.Application, plain.Database);
    const kept = ["Prune=false", "Delete=false", ...options];
    refused(await change(plain.Application, { syncPolicy: { syncOptions: kept } }), /more than 50 options/);
    refused(await api.merge(plain.Database, annotated(kept.join(",")), dryRun), /more than 50 options/);

    for (const [thing, body] of [
      [application, { spec: { syncPolicy: { syncOptions: more } } }],
      [database, annotated(more.join(","))],
    ] as const) {
      await cluster().confirm(thing, "weakening");
      passes(await api.send("PATCH", thing.path, { body, type: mergePatch }));
      await cluster().confirm(thing);
      passes(await api.delete(thing));
    }
  });

  it("answers as many accounts, sources, finalizers and operations, and lets pass what does not touch them", async () => {
    const { api } = cluster();
    const { Application, AppProject } = things(homes.named, "long");
    const accounts = Array.from({ length: many }, (_, index) => ({
      server: `https://${String(index)}.example.com`,
      namespace: "*",
      defaultServiceAccount: "mariadb-sync",
    }));
    const project = await created(AppProject, { destinationServiceAccounts: accounts });
    passes(await api.merge(project, { spec: { sourceRepos: ["*"] } }, dryRun));
    refused(
      await change(project, { destinationServiceAccounts: accounts.slice(1) }),
      /destinationServiceAccounts/,
    );
    const sources = accounts.map((_, index) => ({
      repoURL: `https://example.com/${String(index)}.git`,
      path: "x",
    }));
    const spec = Application.object.spec as object;
    const application = await created(Application, { ...spec, sources });
    passes(await api.merge(application, { spec: { revisionHistoryLimit: 3 } }, dryRun));
    refused(await change(application, { sources: sources.slice(1) }), /spec\.source/);
    const finalizers = accounts.map((_, index) => `resources-finalizer.argocd.argoproj.io/${String(index)}`);
    refused(await api.merge(application, { metadata: { finalizers } }, dryRun), /adds the finalizer/);
    const operation = { sync: { sources, syncOptions: sources.map(({ repoURL }) => repoURL) } };
    refused(await api.merge(application, { operation }, dryRun), /starts a sync/);
  });
});

const release0 = {
  chartName: "databases",
  chartVersion: "1.0.0",
  configDigest: "sha256:0",
  digest: "sha256:0",
  firstDeployed: "2026-01-01T00:00:00Z",
  lastDeployed: "2026-01-01T00:00:00Z",
  status: "deployed",
  version: 1,
};
