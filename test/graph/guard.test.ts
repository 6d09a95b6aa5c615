import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { parseAllDocuments } from "yaml";

import { guardCommand } from "../../bin/guard";
import { Environment, Platform } from "../../components";
import { DeletionGuard, type DeletionGuardArgs } from "../../components/guard/deletion-guard";
import { environmentLabels } from "../../components/protection";
import { recordGraph, secretPaths, unknownPaths, type Registration } from "../support/graph";

const policyType = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
const bindingType = `${policyType}Binding`;
const reachType = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole";

function guard(
  environment: Environment,
  args: Partial<DeletionGuardArgs> = {},
  opts?: pulumi.ComponentResourceOptions,
): DeletionGuard {
  return new DeletionGuard("guard", { environment, namespaces: [`mariadb-${environment}`], ...args }, opts);
}

const children = (graph: readonly Registration[]): Registration[] =>
  graph.filter(({ type }) => [policyType, bindingType, reachType].includes(type));

describe("DeletionGuard", () => {
  it("registers its policies and bindings under itself, each binding after its policy", async () => {
    const graph = await recordGraph(() => guard("production"));
    const policies = graph.filter(({ type }) => type === policyType);
    const bindings = graph.filter(({ type }) => type === bindingType);
    assert.deepEqual([policies.length, bindings.length], [17, 44]);
    for (const child of children(graph)) {
      assert.match(child.parent, /:DeletionGuard::guard$/);
    }
    for (const { name, inputs, dependencies } of bindings) {
      const { policyName } = inputs.spec as { policyName: string };
      const policy = policies.find(({ inputs }) => (inputs.metadata as { name: string }).name === policyName);
      assert.ok(policy && dependencies.some((urn) => urn.endsWith(`::${policy.name}`)), name);
    }
  });

  it("says first what it looks after, so that a second one overwrites nothing", async () => {
    const graph = await recordGraph(() => guard("staging", { namespaces: ["shop", "billing"] }));
    const [reach] = graph.filter(({ type }) => type === reachType);
    assert.ok(reach);
    assert.deepEqual((reach.inputs.metadata as { annotations: object }).annotations, {
      "mariadb-gitops.dev/guarded-namespaces": "billing,shop",
      "mariadb-gitops.dev/stack": `${pulumi.getProject()}/${pulumi.getStack()} (guard)`,
      "pulumi.com/patchForce": "true",
    });
    for (const { name, type, dependencies } of children(graph)) {
      assert.ok(type === reachType || dependencies.some((urn) => urn.endsWith(`::${reach.name}`)), name);
    }
  });

  it("has names of its own where it is named", async () => {
    const names = async (args: Partial<DeletionGuardArgs>): Promise<string[]> =>
      children(await recordGraph(() => guard("staging", args))).map(
        ({ inputs }) => (inputs.metadata as { name: string }).name,
      );
    const [first, second] = [await names({}), await names({ name: "shop" })];
    assert.ok(first.includes("mariadb-gitops-staging-databases"));
    assert.ok(second.includes("mariadb-gitops-staging-shop-databases"));
    assert.deepEqual(
      first.filter((name) => second.includes(name)),
      [],
    );
  });

  it("is kept on destroy while it refuses, and then protected where the environment says so", async () => {
    for (const environment of Object.values(Environment)) {
      for (const deletionProtection of [true, false]) {
        const graph = await recordGraph(() => guard(environment, { deletionProtection }));
        for (const { name, protect, retainOnDelete } of children(graph)) {
          assert.equal(retainOnDelete, deletionProtection, name);
          assert.equal(protect, deletionProtection && environment !== "dev", `${environment} ${name}`);
        }
      }
    }
  });

  it("denies by default, and only warns when deletionProtection is off", async () => {
    const actions = async (args: Partial<DeletionGuardArgs>): Promise<unknown[]> => {
      const graph = await recordGraph(() => guard("dev", args));
      const bindings = graph.filter(({ type }) => type === bindingType);
      const all = bindings.map(
        ({ inputs }) => (inputs.spec as { validationActions: string[] }).validationActions,
      );
      return [...new Set(all.map((one) => one.join()))];
    };
    assert.deepEqual(await actions({}), ["Deny,Audit"]);
    assert.deepEqual(await actions({ deletionProtection: false }), ["Warn,Audit"]);
  });

  it("registers alerts where they are asked for, beside the policies and with their protection", async () => {
    const type = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
    const rules = async (args: Partial<DeletionGuardArgs>): Promise<Registration[]> =>
      (await recordGraph(() => guard("production", args))).filter((one) => one.type === type);
    assert.deepEqual(await rules({}), []);
    const [byDefault] = await rules({ alerts: {} });
    assert.deepEqual(byDefault?.inputs.metadata, {
      name: "mariadb-gitops-production-guard",
      namespace: "monitoring",
      labels: { ...environmentLabels("production"), release: "kube-prometheus-stack" },
    });
    const [elsewhere] = await rules({ alerts: { namespace: "observability", labels: { team: "dba" } } });
    assert.deepEqual(elsewhere?.inputs.metadata, {
      name: "mariadb-gitops-production-guard",
      namespace: "observability",
      labels: { ...environmentLabels("production"), team: "dba" },
    });
  });

  it("is what the command renders", async () => {
    const printed: string[] = [];
    const world = { out: (text: string) => printed.push(text), err: () => undefined };
    const words = ["render", "--environment", "staging", "--namespace", "mariadb-staging"];
    for (const deletionProtection of [true, false]) {
      printed.length = 0;
      assert.equal(guardCommand([...words, "--mode", deletionProtection ? "deny" : "warn"], world), 0);
      const rendered = parseAllDocuments(printed.join("\n")).map(
        (document) => document.toJS() as Record<string, unknown>,
      );
      const graph = await recordGraph(() => guard("staging", { deletionProtection }));
      // Beside the guard itself stands what says what it looks after.
      const ofGuard = children(graph).filter(({ type }) => type.includes("ValidatingAdmissionPolicy"));
      const byKey = (objects: readonly Record<string, unknown>[]): unknown[] =>
        objects
          .map(({ metadata, spec }) => ({ metadata, spec }))
          .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      assert.deepEqual(byKey(rendered), byKey(ofGuard.map(({ inputs }) => inputs)));
    }
  });

  it("is known and free of secrets in a preview", async () => {
    for (const { inputs } of children(await recordGraph(() => guard("staging"), { preview: true }))) {
      assert.deepEqual([...unknownPaths(inputs), ...secretPaths(inputs)], []);
    }
  });

  it("gives its children its provider and what it waits for", async () => {
    const graph = await recordGraph(() => {
      const provider = new k8s.Provider("elsewhere", { context: "elsewhere" });
      const before = new k8s.core.v1.ConfigMap("before", {}, { provider });
      guard("dev", {}, { provider, dependsOn: before });
    });
    const registered = children(graph);
    assert.equal(registered.length, 62);
    for (const { name, provider, dependencies } of registered) {
      assert.ok(provider.includes("::elsewhere::"), `${name}: ${provider}`);
      assert.ok(
        dependencies.some((urn) => urn.endsWith("::before")),
        name,
      );
    }
  });

  it("gives the names of its policies, and whether it denies", async () => {
    const found: unknown[] = [];
    await recordGraph(() => {
      const { policies, denies } = guard("production");
      pulumi.all([policies, denies]).apply((values) => found.push(...values));
    });
    const [policies, denies] = found as [string[], boolean];
    assert.ok(policies.includes("mariadb-gitops-production-databases"));
    assert.equal(policies.length, 17);
    assert.equal(denies, true);
  });

  it("refuses a name that cannot be a part of one", async () => {
    for (const name of ["", "Shop", "shop-", "a-name-longer-than-twenty"]) {
      await assert.rejects(
        recordGraph(() => guard("dev", { name })),
        /cannot be a part of a name/,
      );
    }
  });

  it("reads the time of the control plane, or of the Lease that it is given", async () => {
    const clocks = async (args: Partial<DeletionGuardArgs>): Promise<unknown[]> => {
      const graph = await recordGraph(() => guard("staging", args));
      const references = graph
        .filter(({ type }) => type === bindingType)
        .map(({ inputs }) => (inputs.spec as { paramRef?: object }).paramRef);
      return [...new Set(references.filter((one) => one !== undefined).map((one) => JSON.stringify(one)))];
    };
    const reference = (namespace: string, name: string, parameterNotFoundAction: string) =>
      JSON.stringify({ name, namespace, parameterNotFoundAction });
    assert.deepEqual(await clocks({}), [reference("kube-system", "kube-controller-manager", "Deny")]);
    const clock = { namespace: "clocks", name: "ours" };
    assert.deepEqual(await clocks({ clock }), [reference("clocks", "ours", "Deny")]);
    // A guard that only warns does not refuse because of its clock either.
    assert.deepEqual(await clocks({ clock, deletionProtection: false }), [
      reference("clocks", "ours", "Allow"),
    ]);
  });

  it("gets its clock and its second person from the platform", async () => {
    const clock = { namespace: "clocks", name: "ours" };
    const graph = await recordGraph(
      () =>
        new Platform("mariadb", {
          environment: "staging",
          delivery: { repositoryUrl: "https://example.com/databases.git", targetRevision: "v1.0.0" },
          guard: { clock, secondPerson: true },
        }),
      { stack: "staging" },
    );
    const specs = children(graph).map(({ inputs }) => JSON.stringify(inputs.spec ?? {}));
    assert.equal(specs.filter((spec) => spec.includes('"name":"ours","namespace":"clocks"')).length, 19);
    assert.ok(specs.some((spec) => spec.includes("another person must use it")));
    assert.ok(specs.every((spec) => !spec.includes(`"name":"kube-controller-manager"`)));
  });

  it("refuses a clock without a name before anything is registered", async () => {
    const record: Registration[] = [];
    await assert.rejects(
      recordGraph(() => guard("dev", { clock: { namespace: "", name: "" } }), { record }),
      /clock.namespace is empty; set the Lease.*clock.name is empty/,
    );
    assert.deepEqual(children(record), []);
  });

  const refused: [string, string[], RegExp][] = [
    ["no namespace", [], /guard: namespaces is empty; set/],
    [
      "what is no name",
      ["mariadb-dev", 'x"] || true || ["'],
      /namespaces has .* which no namespace can be called/,
    ],
    ["an empty name", [""], /which no namespace can be called/],
  ];
  for (const [what, namespaces, message] of refused) {
    it(`refuses ${what} before anything is registered`, async () => {
      const record: Registration[] = [];
      await assert.rejects(
        recordGraph(() => guard("dev", { namespaces }), { record }),
        (error) => pulumi.InputPropertiesError.isInstance(error) && message.test(error.message),
      );
      assert.deepEqual(children(record), []);
    });
  }
});

/** A binding names its policy, which may be called the same. */
function keyOf({ metadata, spec }: { metadata: unknown; spec: unknown }): string {
  const policyName = (spec as { policyName?: string }).policyName ?? "";
  return `${policyName} ${(metadata as { name: string }).name}`;
}
