import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { DatabaseNamespace, type DatabaseNamespaceArgs } from "../../components/delivery/namespace";
import { Environment } from "../../components/environments";
import { only, recordGraph, secretPaths, unknownPaths, type Registration } from "../support/graph";

const types = {
  namespace: "kubernetes:core/v1:Namespace",
  account: "kubernetes:core/v1:ServiceAccount",
  role: "kubernetes:rbac.authorization.k8s.io/v1:Role",
  binding: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  policy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  quota: "kubernetes:core/v1:ResourceQuota",
  range: "kubernetes:core/v1:LimitRange",
};

const record = (args: Partial<DatabaseNamespaceArgs> = {}, preview = false): Promise<Registration[]> =>
  recordGraph(() => new DatabaseNamespace("mariadb", { environment: "dev", ...args }), { preview });

const of = (graph: readonly Registration[], type: string) => graph.filter((one) => one.type === type);
const children = (graph: readonly Registration[]) =>
  graph.filter(({ type, parent }) => parent.endsWith("::mariadb") && type !== types.namespace);

describe("DatabaseNamespace and what is in it", () => {
  it("registers identity, quota and policies as its children, in the namespace and after it", async () => {
    const graph = await record({ readOnlyGroups: ["developers"], confirmingGroups: ["on-duty"] });
    const home = only(graph, types.namespace);
    assert.deepEqual(
      Object.values(types).map((type) => of(graph, type).length),
      [1, 1, 3, 3, 8, 1, 1],
    );
    for (const child of children(graph)) {
      assert.match(child.parent, /DatabaseNamespace::mariadb$/, child.name);
      assert.equal((child.inputs.metadata as { namespace: string }).namespace, "mariadb-dev", child.name);
      assert.ok(waitsFor(child.dependencies, home), child.name);
      assert.deepEqual(secretPaths(child.inputs), []);
    }
  });

  it("hands out its name only after all of it, so that nothing is delivered before", async () => {
    const graph = await recordGraph(() => {
      const home = new DatabaseNamespace("mariadb", { environment: "dev" });
      new k8s.core.v1.ConfigMap("by-namespace", { metadata: { namespace: home.namespace } });
      new k8s.core.v1.ConfigMap("by-account", { data: { account: home.syncServiceAccount } });
    });
    for (const name of ["by-namespace", "by-account"]) {
      const { dependencies } = only(graph, "kubernetes:core/v1:ConfigMap", name);
      for (const child of [only(graph, types.namespace), ...children(graph)]) {
        assert.ok(waitsFor(dependencies, child), `${name} does not wait for ${child.name}`);
      }
    }
  });

  it("denies only after everything that is allowed, and counts only after requests have a default", async () => {
    const graph = await record();
    const deny = only(graph, types.policy, "mariadb-deny");
    for (const allow of of(graph, types.policy).filter(({ name }) => name !== "mariadb-deny")) {
      assert.ok(waitsFor(deny.dependencies, allow), allow.name);
    }
    assert.ok(waitsFor(only(graph, types.quota).dependencies, only(graph, types.range)));
  });

  for (const environment of Object.values(Environment)) {
    it(`protects only the namespace of ${environment}, and less with deletion protection off`, async () => {
      const graph = await record({ environment });
      assert.equal(only(graph, types.namespace).protect, environment !== "dev");
      for (const child of children(graph)) {
        assert.equal(child.protect, false, child.name);
      }
      const off = only(await record({ environment, deletionProtection: false }), types.namespace);
      assert.deepEqual([off.protect, off.retainOnDelete], [false, true]);
    });
  }

  it("says everything in a preview, also where the name is only known later", async () => {
    for (const namespace of ["mariadb-dev", pulumi.output("mariadb-dev")]) {
      for (const { name, inputs } of await record({ namespace }, true)) {
        assert.deepEqual(unknownPaths(inputs), [], name);
      }
    }
  });

  it("uses the provider that it is given", async () => {
    const graph = await recordGraph(() => {
      const cluster = new k8s.Provider("cluster", { context: "test" });
      new DatabaseNamespace("mariadb", { environment: "dev" }, { providers: { kubernetes: cluster } });
    });
    for (const child of [only(graph, types.namespace), ...children(graph)]) {
      assert.match(child.provider, /providers:kubernetes::cluster::/, child.name);
    }
  });

  it("registers no access for people without a group, but the role of who is on duty, bound to nobody", async () => {
    const graph = await record();
    assert.deepEqual(
      of(graph, types.role).map(({ name }) => name),
      ["mariadb-sync-role", "mariadb-on-duty-role"],
    );
    const bindings = graph.filter(({ type }) => type.endsWith(":RoleBinding"));
    assert.deepEqual(
      bindings.map(({ name }) => name),
      ["mariadb-sync-binding"],
    );
  });

  it("lets quota and policies be left out, and the identity never", async () => {
    const graph = await record({ quota: { enabled: false }, networkPolicies: { enabled: false } });
    assert.deepEqual([...new Set(children(graph).map(({ type }) => type))].sort(), [
      types.account,
      types.role,
      types.binding,
    ]);
  });

  it("lets single entries of the quota be replaced", async () => {
    const graph = await record({ quota: { hard: { "requests.storage": "4Ti" } } });
    const { hard } = only(graph, types.quota).inputs.spec as { hard: Record<string, string> };
    assert.equal(hard["requests.storage"], "4Ti");
    assert.equal(hard["requests.cpu"], "1700m");
  });

  for (const databases of [0, -1, 1.5, NaN]) {
    it(`refuses a quota for ${databases} databases before anything is registered`, async () => {
      const found: Registration[] = [];
      const attempt = recordGraph(
        () => new DatabaseNamespace("mariadb", { environment: "dev", quota: { databases } }),
        { record: found },
      );
      await assert.rejects(attempt, /quota\.databases is .*; set how many MariaDB objects/);
      assert.deepEqual(of(found, types.namespace), []);
    });
  }
});

/** Whether one of the URNs is the resource's. The whole URN also has the types of its parents. */
function waitsFor(dependencies: readonly string[], { type, name }: Registration): boolean {
  return dependencies.some((urn) => urn.endsWith(`${type}::${name}`));
}
