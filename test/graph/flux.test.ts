import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { Flux, type FluxArgs } from "../../components/engine/flux";
import { fluxOperatorValues, FluxSize } from "../../components/engine/flux-manifest";
import { Installation } from "../../components/installation";
import { charts, versions } from "../../components/versions";
import { watchDeleteTimeouts, watchReads } from "../support/monitor";
import { only, recordGraph, secretPaths, unknownPaths, waitedFor, type Registration } from "../support/graph";

const release = "kubernetes:helm.sh/v3:Release";
const instance = "kubernetes:fluxcd.controlplane.io/v1:FluxInstance";
const namespace = "kubernetes:core/v1:Namespace";

function flux(args?: FluxArgs, opts?: pulumi.ComponentResourceOptions): Promise<Registration[]> {
  return recordGraph(() => new Flux("flux", args, opts));
}

describe("Flux", () => {
  it("installs the pinned operator, whose CRDs Helm keeps, under a fixed release name", async () => {
    const { inputs, parent } = only(await flux(), release);
    assert.equal(inputs.name, charts.fluxOperator.release);
    assert.equal(inputs.chart, charts.fluxOperator.chart);
    assert.equal(inputs.version, charts.fluxOperator.version);
    assert.match(parent, /mariadb-gitops:index:Flux::flux$/);
  });

  it("registers one FluxInstance called flux beside the operator, and waits until it is ready", async () => {
    const { inputs, parent, retainOnDelete } = only(await flux(), instance);
    const metadata = inputs.metadata as {
      name: string;
      namespace: string;
      annotations: Record<string, string>;
    };
    assert.deepEqual([metadata.name, metadata.namespace], ["flux", "flux-system"]);
    assert.equal(metadata.annotations["pulumi.com/waitFor"], "condition=Ready");
    assert.match(parent, /Flux::flux$/);
    // Kept, it would outlive the operator that alone can take its finalizer off.
    assert.equal(retainOnDelete, false);
    const { distribution } = inputs.spec as { distribution: unknown };
    assert.deepEqual(distribution, { version: versions.flux.distribution, registry: "ghcr.io/fluxcd" });
  });

  it("goes in the order in which a destroy can go back: namespace, owner, operator, instance", async () => {
    const graph = await flux();
    const order = ["flux-instance", "flux-operator", "flux-owner", "flux-namespace"];
    order.forEach((name, at) => {
      assert.deepEqual(waitedFor(graph, name), order.slice(at + 1), name);
    });
  });

  it("keeps the namespace, in which people have their keys, and protects nothing by itself", async () => {
    const graph = await flux();
    assert.equal(only(graph, namespace).retainOnDelete, true);
    assert.deepEqual(
      graph.map(({ protect }) => protect),
      graph.map(() => false),
    );
  });

  it("passes protect and the provider on to its children", async () => {
    const record: Registration[] = [];
    await recordGraph(
      () => {
        const provider = new k8s.Provider("cluster", { kubeconfig: "{}" });
        new Flux("flux", {}, { protect: true, providers: { kubernetes: provider } });
      },
      { record },
    );
    for (const type of [namespace, release, instance]) {
      const { protect, provider } = only(record, type);
      assert.equal(protect, true, type);
      assert.match(provider, /::cluster::/, type);
    }
  });

  it("has nothing secret in its inputs, and nothing unknown in a preview", async () => {
    const graph = await recordGraph(() => new Flux("flux"), { preview: true });
    for (const type of [release, instance]) {
      const { inputs } = only(graph, type);
      assert.deepEqual(secretPaths(inputs), [], type);
      assert.deepEqual(unknownPaths(inputs), [], type);
    }
  });

  it("keeps the operator from acting as cluster-admin for whoever writes a ResourceSet", () => {
    assert.deepEqual(fluxOperatorValues(false), {
      installCRDs: true,
      multitenancy: { enabled: true },
      web: { enabled: false },
      serviceMonitor: { create: false },
    });
  });

  it("passes size, storage, registry and network policy on", async () => {
    const graph = await flux({
      size: FluxSize.Medium,
      storage: { storageClassName: "standard", size: "10Gi" },
      registry: "registry.example.com/fluxcd",
      networkPolicy: false,
    });
    const spec = only(graph, instance).inputs.spec as Record<string, Record<string, unknown>>;
    assert.equal(spec.cluster?.size, "medium");
    assert.equal(spec.cluster.networkPolicy, false);
    assert.equal(spec.distribution?.registry, "registry.example.com/fluxcd");
    assert.deepEqual(spec.storage, { class: "standard", size: "10Gi" });
  });

  it("registers nothing when Flux exists, and reads the controller that applies as the proof", async () => {
    const read: string[] = [];
    const graph = await recordGraph(() => {
      watchReads(read);
      return new Flux("flux", { installation: Installation.Existing, namespace: "gitops" });
    });
    assert.deepEqual(
      graph.map(({ type }) => type),
      ["mariadb-gitops:index:Flux"],
    );
    assert.deepEqual(read, ["gitops/kustomize-controller"]);
  });

  it("gives the operator longer to uninstall than it takes itself at most, and no longer", async () => {
    const timeouts: Record<string, string> = {};
    await recordGraph(() => {
      watchDeleteTimeouts(timeouts);
      return new Flux("flux");
    });
    assert.equal(timeouts["flux-instance"], "12m");
  });

  it("refuses an interval that is no duration before anything is registered", async () => {
    const record: Registration[] = [];
    const attempt = recordGraph(() => new Flux("flux", { reconcileInterval: "hourly" }), { record });
    await assert.rejects(attempt, /reconcileInterval "hourly" is not a duration; set/);
    assert.deepEqual(
      record.map(({ type }) => type).filter((type) => type.startsWith("kubernetes")),
      [],
    );
  });
});
