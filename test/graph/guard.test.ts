import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { parseAllDocuments } from "yaml";

import { guardCommand } from "../../bin/guard";
import { Environment } from "../../components";
import { DeletionGuard, type DeletionGuardArgs } from "../../components/guard/deletion-guard";
import { environmentLabels } from "../../components/protection";
import { recordGraph, secretPaths, unknownPaths, type Registration } from "../support/graph";

const policyType = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
const bindingType = `${policyType}Binding`;

function guard(
  environment: Environment,
  args: Partial<DeletionGuardArgs> = {},
  opts?: pulumi.ComponentResourceOptions,
): DeletionGuard {
  return new DeletionGuard("guard", { environment, namespaces: [`mariadb-${environment}`], ...args }, opts);
}

const children = (graph: readonly Registration[]): Registration[] =>
  graph.filter(({ type }) => type === policyType || type === bindingType);

describe("DeletionGuard", () => {
  it("registers its policies and bindings under itself, each binding after its policy", async () => {
    const graph = await recordGraph(() => guard("production"));
    const policies = graph.filter(({ type }) => type === policyType);
    const bindings = graph.filter(({ type }) => type === bindingType);
    assert.deepEqual([policies.length, bindings.length], [8, 11]);
    for (const child of children(graph)) {
      assert.match(child.parent, /:DeletionGuard::guard$/);
    }
    for (const { name, inputs, dependencies } of bindings) {
      const { policyName } = inputs.spec as { policyName: string };
      const policy = policies.find(({ inputs }) => (inputs.metadata as { name: string }).name === policyName);
      assert.ok(policy && dependencies.some((urn) => urn.endsWith(`::${policy.name}`)), name);
    }
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
      const byKey = (objects: readonly Record<string, unknown>[]): unknown[] =>
        objects
          .map(({ metadata, spec }) => ({ metadata, spec }))
          .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      assert.deepEqual(byKey(rendered), byKey(children(graph).map(({ inputs }) => inputs)));
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
    assert.equal(registered.length, 19);
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
    assert.equal(policies.length, 8);
    assert.equal(denies, true);
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
