import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";

import { Engine } from "../../components/engine/engine";
import { Environment } from "../../components/environments";
import { program } from "../../pipeline/operation";
import {
  defaultOutputs,
  only,
  recordGraph,
  waitedFor,
  type GraphOptions,
  type Registration,
} from "../support/graph";
import { clusterOf } from "../support/held";
import { programGraph } from "../support/program";

const configMap = "kubernetes:core/v1:ConfigMap";
const lock = "mariadb-destroy-lock";

function graphOf(stack: Environment, config: Record<string, string> = {}): Promise<Registration[]> {
  return programGraph(optionsOf(stack, config));
}

function optionsOf(stack: Environment, config: Record<string, string>): GraphOptions & { stack: string } {
  const required = {
    kubeContext: "kind-dev",
    repositoryUrl: "https://example.com/databases.git",
    targetRevision: "v1.2.3",
  };
  return { stack, config: { ...required, ...config } };
}

/** The names of what the engine would delete by itself: not components, and not the provider that deletes them. */
function deletable(graph: readonly Registration[]): string[] {
  return graph
    .filter(({ type }) => !type.startsWith("mariadb-gitops:") && !type.startsWith("pulumi:providers:"))
    .map(({ name }) => name);
}

describe("the lock of a destroy", () => {
  for (const engine of Object.values(Engine)) {
    for (const stack of Object.values(Environment)) {
      it(`is registered last in ${stack} on ${engine}, and depends on every other resource`, async () => {
        const graph = await graphOf(stack, { engine });
        assert.equal(graph.at(-1)?.name, lock);
        const covered = new Set([lock, ...waitedFor(graph, lock)]);
        const all = deletable(graph);
        assert.ok(all.length > 20, `only ${all.length} resources`);
        assert.deepEqual(
          all.filter((name) => !covered.has(name)),
          [],
        );
      });
    }
  }

  for (const config of [{ backupBucket: "acme-backups" }, { awsEksCluster: "acme" }]) {
    it(`depends on what ${Object.keys(config).join()} registers outside of the platform`, async () => {
      const graph = await graphOf(Environment.Production, config);
      const aws = graph.filter(({ type }) => type.startsWith("aws:")).map(({ name }) => name);
      const covered = waitedFor(graph, lock);
      assert.ok(aws.length > 5, `only ${aws.length} resources`);
      assert.deepEqual(
        aws.filter((name) => !covered.includes(name)),
        [],
      );
    });
  }

  it("depends on the objects of charts that are resources of their own", async () => {
    const options = optionsOf(Environment.Production, {});
    const object = "an-object-of-the-chart";
    const graph = await recordGraph(
      () => {
        // Stands for what the provider registers when it renders the chart; nothing else depends on it.
        new k8s.core.v1.ConfigMap(object, {});
        return program(() => Promise.resolve(clusterOf()));
      },
      {
        ...options,
        outputs: (type, inputs) =>
          type === "kubernetes:helm.sh/v4:Chart"
            ? { resources: [reference(options.stack, configMap, object)] }
            : defaultOutputs(type, inputs),
      },
    );
    assert.ok(only(graph, configMap, lock).dependencies.some((urn) => urn.endsWith(`::${object}`)));
  });

  it("is protected where the environment is, so that the engine refuses before it deletes anything", async () => {
    const protectedIn = async (stack: Environment, config = {}): Promise<boolean> =>
      only(await graphOf(stack, config), configMap, lock).protect;
    assert.equal(await protectedIn(Environment.Dev), false);
    assert.equal(await protectedIn(Environment.Staging), true);
    assert.equal(await protectedIn(Environment.Production), true);
    assert.equal(await protectedIn(Environment.Production, { deletionProtection: "false" }), false);
  });

  it("is a ConfigMap beside the databases that names its stack, and goes with the stack", async () => {
    const { inputs, retainOnDelete } = only(await graphOf(Environment.Staging), configMap, lock);
    const { name, namespace } = inputs.metadata as { name: string; namespace: string };
    assert.deepEqual([name, namespace], ["mariadb-gitops-destroy-lock", "mariadb-staging"]);
    assert.deepEqual(inputs.data, { stack: "mariadb-gitops/staging" });
    assert.equal(retainOnDelete, false);
  });
});

/** A resource as a provider names it among its outputs. Source: sdk/go/common/resource/properties.go. */
function reference(stack: string, type: string, name: string): Record<string, string> {
  return {
    "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
    urn: `urn:pulumi:${stack}::mariadb-gitops::pulumi:pulumi:Stack$${type}::${name}`,
    packageVersion: "",
  };
}
