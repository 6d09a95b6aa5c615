import assert from "node:assert/strict";

import { environmentLabel, protectedLabel } from "../../safety/labels";
import { type Application, refresh } from "../../sandbox/argocd-delivery";
import { waitFor } from "../../sandbox/ground/wait";
import { testRepository, type TestRepository } from "../support/commits";
import { sandboxWithArgoCd } from "../support/sandbox";
import { useGuardedCluster } from "./guard/guarded-cluster";
import { account, homes, thing, things, type Thing } from "./guard/objects";

const { signal } = new AbortController();
const seconds = 90;
const notConfirmed = "Database guard-named/app is protected, and its deletion is not confirmed";

describe("the deletion guard against Argo CD with every setting against the data", function () {
  this.timeout(180_000);
  const cluster = useGuardedCluster();
  const uid = async (object: Thing): Promise<string | undefined> =>
    (await cluster().api.read(object)).object.metadata.uid;

  const application = thing("argoproj.io/v1alpha1", "applications", {
    kind: "Application",
    metadata: { name: "guard-tests", namespace: "argocd" },
  });
  const database = things(homes.named, "app").Database;
  let repository: TestRepository;
  before(async function () {
    this.timeout(300_000);
    await sandboxWithArgoCd();
    repository = testRepository();
    // The plain base with the labels that an object is born with: no annotation, no cleanupPolicy.
    const labels = `labels:\n  - pairs:\n      ${protectedLabel}: "true"\n      ${environmentLabel}: staging\n`;
    repository.commit("Only what needs no storage", {
      "gitops/base/kustomization.yaml": (text) =>
        text.replace(/^ *- (mariadb|backup)\.yaml\n/gm, "") + labels,
    });
    const project = thing("argoproj.io/v1alpha1", "appprojects", {
      kind: "AppProject",
      metadata: { name: "guard-tests", namespace: "argocd" },
      spec: {
        sourceRepos: ["*"],
        destinations: [{ server: "*", namespace: "*" }],
        destinationServiceAccounts: [account("argocd:guard-tests")],
      },
    });
    // The account that it delivers as may do everything: nothing but the guard is in the way.
    const administrator = thing("rbac.authorization.k8s.io/v1", "clusterrolebindings", {
      kind: "ClusterRoleBinding",
      metadata: { name: "guard-tests" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "guard-tests", namespace: "argocd" }],
    });
    const spec = {
      project: "guard-tests",
      source: { repoURL: repository.url, path: "gitops/base", targetRevision: "main" },
      destination: { server: "https://kubernetes.default.svc", namespace: homes.named },
      syncPolicy: {
        automated: { prune: true, allowEmpty: true, selfHeal: true },
        // Nothing here collects garbage, so a deletion in the foreground would never end.
        syncOptions: ["PrunePropagationPolicy=background"],
        retry: { limit: 0 },
      },
    };
    await cluster().create(administrator, project, {
      ...application,
      object: { ...application.object, spec },
    });
    await says('"phase":"Succeeded"', operation);
  });
  after(async () => {
    await cluster().api.merge(application, { metadata: { finalizers: null } });
    await cluster().api.delete(application);
    repository.remove();
  });

  type Status = NonNullable<Application["status"]>;

  /** Waits until Argo CD writes that into a part of the Application's status. */
  async function says(what: string, where: (status: Status) => unknown): Promise<void> {
    let status: Status = {};
    const said = async (): Promise<boolean> => {
      status = (await cluster().api.read(application)).object.status ?? {};
      return JSON.stringify(where(status) ?? null).includes(what);
    };
    await waitFor(`Argo CD to say ${what}`, said, { seconds }).catch(() => {
      assert.fail(`Argo CD does not say "${what}" but ${JSON.stringify(status)}`);
    });
  }
  const operation = ({ operationState }: Status): unknown => operationState;
  const deletion = ({ conditions = [] }: Status): unknown =>
    conditions.filter(({ type }) => type === "DeletionError");

  it("forced to replace it", async () => {
    const before = await uid(database);
    const forced = {
      sync: {
        revision: repository.head(),
        syncOptions: ["Replace=true"],
        syncStrategy: { apply: { force: true } },
      },
    };
    await cluster().api.merge(application, { operation: forced });
    await says(notConfirmed, operation);
    assert.equal(await uid(database), before);
  });

  it("told to prune it", async () => {
    const before = await uid(database);
    const commit = repository.commit("Remove the Database", {
      "gitops/base/database.yaml": undefined,
      "gitops/base/kustomization.yaml": (text) => text.replace(/^ *- database\.yaml\n/m, ""),
    });
    await refresh(cluster().sandbox.cluster, "guard-tests", signal);
    await waitFor(
      "the sync to the commit to fail",
      async () => {
        const { status } = (await cluster().api.read(application)).object as unknown as Application;
        const { phase, syncResult } = status?.operationState ?? {};
        return phase === "Failed" && syncResult?.revision === commit;
      },
      { seconds },
    );
    await says(notConfirmed, operation);
    assert.equal(await uid(database), before);
  });

  it("deleting the Application with everything that it delivered, until the object is confirmed", async () => {
    const before = await uid(database);
    const finalizers = ["resources-finalizer.argocd.argoproj.io/background"];
    await cluster().api.merge(application, { metadata: { finalizers } });
    await cluster().api.delete(application);
    await says(notConfirmed, deletion);
    assert.equal(await uid(database), before);
    await cluster().confirm(database);
    await waitFor("the confirmed one to go", async () => (await uid(database)) === undefined, { seconds });
    assert.notEqual(await uid(things(homes.named, "app").User), undefined);
  });
});
