import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";

import { DatabaseNamespace } from "../../components/delivery/namespace";
import { DatabaseProject } from "../../components/delivery/database-project";
import { deliveredKinds, rulesFor } from "../../components/delivery/kinds";
import { syncServiceAccount } from "../../components/delivery/namespace-access";
import { readApplication, refresh, waitUntilSynced } from "../../sandbox/argocd-delivery";
import type { KubeObject } from "../../sandbox/cluster";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { waitFor } from "../../sandbox/ground/wait";
import { testRepository, type TestRepository } from "../support/commits";
import { buildMinutes, sandboxWithArgoCd, type TestSandbox } from "../support/sandbox";
import { unprotected } from "./identity-application";
import { createStack, type TestStack } from "./stack";

const { signal } = new AbortController();
const limit = { seconds: 90, signal };
const name = "identity";
const namespace = "mariadb-identity";

describe("the sync identity, with every other layer of protection removed", function () {
  this.timeout(180_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  let repository: TestRepository;
  let home: TestStack;
  let walls = true;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxWithArgoCd();
    providers = await startStandInProviders();
    repository = testRepository();
    repository.commit("A namespace of its own, and nothing that protects", {
      "gitops/overlays/dev/kustomization.yaml": (text) =>
        text.replace("mariadb-dev", namespace).replace(/^transformers:\n.*\n/m, ""),
    });
    home = await createStack(sandbox.pulumi, providers.debugProviders, () => {
      const { kubeconfig, context } = sandbox;
      const cluster = new k8s.Provider("cluster", { kubeconfig, context, upsertExistingObjects: true });
      const options = { providers: { kubernetes: cluster } };
      const databases = new DatabaseNamespace(
        name,
        { environment: "dev", namespace, networkPolicies: { enabled: walls } },
        options,
      );
      const place = { environment: "dev", namespace: databases.namespace } as const;
      new DatabaseProject(name, { ...place, sourceRepositories: [repository.url] }, options);
    });
    await home.stack.up(home.listen);
  });
  after(async () => {
    home.remove();
    await providers.close();
    repository.remove();
  });

  const object = (kind: string, of: string): KubeObject => ({
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name: of, namespace },
  });
  const exists = async (kind: string, of: string): Promise<boolean> =>
    (await sandbox.cluster.read(object(kind, of))) !== undefined;
  const forbidden = (resource: string) =>
    new RegExp(`serviceaccount:${namespace}:${syncServiceAccount}.* cannot delete resource "${resource}"`);

  it("syncs this repository's overlay as the account that the project names", async () => {
    await sandbox.cluster.apply(unprotected(name, namespace, repository.url));
    await waitUntilSynced(sandbox.cluster, name, repository.head(), limit);
    const live = await sandbox.cluster.read(object("Database", "app"));
    assert.equal(live?.metadata.annotations?.["argocd.argoproj.io/sync-options"], undefined);
  });

  it("is no orphan itself, nor is anything that stands beside it", async () => {
    const { conditions = [] } = (await refresh(sandbox.cluster, name, signal)).status ?? {};
    assert.deepEqual(
      conditions.filter(({ type }) => type === "OrphanedResourceWarning"),
      [],
    );
  });

  it("does not delete what Git no longer declares, although the Application prunes", async () => {
    const commit = repository.commit("Remove the Database", {
      "gitops/base/database.yaml": undefined,
      "gitops/base/kustomization.yaml": (text: string) => text.replace(/^ *- database\.yaml\n/m, ""),
    });
    await said(forbidden("databases"), commit);
    assert.equal(await exists("Database", "app"), true);
  });

  it("does not delete in a cascade", async () => {
    await sandbox.cluster.patch({
      ...reference,
      // Nothing here collects garbage, so the foreground, Argo CD's default, would never end.
      metadata: { ...reference.metadata, finalizers: ["resources-finalizer.argocd.argoproj.io/background"] },
    });
    await sandbox.cluster.delete(reference);
    await waitFor(
      "Argo CD to give up the cascade",
      async () =>
        JSON.stringify((await readApplication(sandbox.cluster, name)).status?.conditions ?? []).includes(
          "DeletionError",
        ),
      limit,
    );
    for (const [kind, of] of [
      ["MariaDB", "mariadb"],
      ["Database", "app"],
      ["User", "app"],
      ["Grant", "app"],
      ["Backup", "mariadb-backup"],
    ] as const) {
      assert.equal(await exists(kind, of), true, kind);
    }
  });

  // The test of the test: the missing verb is all that kept them.
  it("with the verb from another Role, everything goes", async () => {
    const apiVersion = "rbac.authorization.k8s.io/v1";
    const metadata = { name: "deleting", namespace };
    const rules = rulesFor(deliveredKinds, ["delete"]);
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "deleting" };
    const subjects = [{ kind: "ServiceAccount", name: syncServiceAccount, namespace }];
    await sandbox.cluster.apply({ apiVersion, kind: "Role", metadata, rules });
    await sandbox.cluster.apply({ apiVersion, kind: "RoleBinding", metadata, roleRef, subjects });
    await waitFor(
      "the cascade to end",
      async () => (await sandbox.cluster.read(reference)) === undefined,
      limit,
    );
    assert.deepEqual([await exists("MariaDB", "mariadb"), await exists("User", "app")], [false, false]);
  });

  it("can be left without network policies, which then go while the namespace stays", async () => {
    walls = false;
    await home.stack.up(home.listen);
    assert.deepEqual(await kept(), ["Namespace", "RoleBinding", undefined]);
    walls = true;
    await home.stack.up(home.listen);
    assert.deepEqual(await kept(), ["Namespace", "RoleBinding", "NetworkPolicy"]);
  });

  it("stays in the kept namespace on destroy, with the network policies, and is adopted again", async () => {
    await home.stack.destroy(home.listen);
    assert.deepEqual(await kept(), ["Namespace", "RoleBinding", "NetworkPolicy"]);
    await home.stack.up(home.listen);
    const { changeSummary } = await home.stack.preview(home.listen);
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  const reference = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
  };
  const beside = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: syncServiceAccount, namespace },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "mariadb-default-deny", namespace },
    },
  ];

  /** What of the namespace and of two things in it is still there. */
  async function kept(): Promise<(string | undefined)[]> {
    return Promise.all(beside.map(async (one) => (await sandbox.cluster.read(one))?.kind));
  }

  /** Waits until the last sync of a commit failed, and with that message. */
  async function said(message: RegExp, commit: string): Promise<void> {
    let state: unknown;
    await waitFor(
      "the sync to fail",
      async () => {
        const { operationState } = (await refresh(sandbox.cluster, name, signal)).status ?? {};
        state = operationState;
        return operationState?.phase === "Failed" && operationState.operation?.sync?.revision === commit;
      },
      limit,
    );
    assert.match(JSON.stringify(state).replaceAll('\\"', '"'), message);
  }
});
