import assert from "node:assert/strict";

import { readFileSync } from "node:fs";
import { parse } from "yaml";

import { ArgoCd, versions } from "../../components";
import { argoCdValues } from "../../components/engine/argocd-values";
import { only, recordGraph, secretPaths, unknownPaths } from "../support/graph";
import { needShared } from "../support/shared";

const release = "kubernetes:helm.sh/v3:Release";

describe("ArgoCd", () => {
  it("installs the pinned official chart under a fixed release name, so that kept CRDs are adopted again", async () => {
    const graph = await recordGraph(() => new ArgoCd("argocd"));
    const { inputs, parent } = only(graph, release);
    assert.equal(inputs.name, "argocd");
    assert.equal(inputs.chart, "argo-cd");
    assert.equal(inputs.version, versions.argoCd.chart);
    assert.match(parent, /mariadb-gitops:index:ArgoCd::argocd$/);
  });

  it("keeps the CRDs when Helm uninstalls, whatever else the values say", () => {
    assert.deepEqual(argoCdValues("120s").crds, { install: true, keep: true });
  });

  it("keeps the namespace of the Applications on destroy", async () => {
    const graph = await recordGraph(() => new ArgoCd("argocd"));
    assert.equal(only(graph, "kubernetes:core/v1:Namespace").retainOnDelete, true);
  });

  it("replaces the chart's hooks by the Secret that they would write, before the release", async () => {
    const graph = await recordGraph(() => new ArgoCd("argocd"));
    const secret = only(graph, "kubernetes:core/v1:Secret");
    assert.equal((secret.inputs.metadata as { name: string }).name, "argocd-redis");
    assert.ok(only(graph, release).dependencies.some((urn) => urn.endsWith("Secret::argocd-redis-secret")));
    assert.deepEqual(argoCdValues("120s").redisSecretInit, { enabled: false });
  });

  it("passes the password of Redis as a secret, and nothing secret into chart values", async () => {
    const graph = await recordGraph(() => new ArgoCd("argocd"));
    assert.deepEqual(secretPaths(only(graph, "kubernetes:core/v1:Secret").inputs), ["stringData"]);
    const { inputs } = only(graph, release);
    assert.deepEqual(secretPaths(inputs), []);
    assert.ok(!JSON.stringify(inputs).includes("generated-password"));
  });

  it("has no unknown input of the chart in a preview, where an unknown would hide it from every policy", async () => {
    const graph = await recordGraph(() => new ArgoCd("argocd"), { preview: true });
    assert.deepEqual(unknownPaths(only(graph, release).inputs), []);
  });

  it("registers nothing but the proof that Argo CD is there when it exists", async () => {
    const graph = await recordGraph(() => new ArgoCd("argocd", { existing: true }));
    assert.deepEqual(
      graph.map(({ type }) => type),
      ["mariadb-gitops:index:ArgoCd"],
    );
  });

  it("sets only values that the pinned chart has", function () {
    const values = parse(readFileSync(needShared(this, "charts/argo-cd/values.yaml"), "utf8")) as Tree;
    const chart = parse(readFileSync(needShared(this, "charts/argo-cd/Chart.yaml"), "utf8")) as {
      version: string;
    };
    assert.equal(chart.version, versions.argoCd.chart);
    // The two maps below are passed on to ConfigMaps as they are.
    const unknown = unknownKeys(argoCdValues("120s") as Tree, values, ["configs.cm", "configs.rbac"]);
    assert.deepEqual(unknown, []);
  });
});

interface Tree {
  [key: string]: Tree | string | boolean | number;
}

/** Keys that the chart does not know, except inside maps that it passes on. */
function unknownKeys(set: Tree, known: Tree, open: string[], path = ""): string[] {
  return Object.entries(set).flatMap(([key, value]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const chart = known[key];
    if (chart === undefined) {
      return open.includes(path) ? [] : [here];
    }
    return typeof value === "object" && typeof chart === "object"
      ? unknownKeys(value, chart, open, here)
      : [];
  });
}
