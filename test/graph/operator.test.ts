import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { Environment } from "../../components/environments";
import { Installation } from "../../components/installation";
import { MariaDbOperator, type MariaDbOperatorArgs } from "../../components/mariadb/operator";
import { charts } from "../../components/versions";
import { only, recordGraph, secretPaths, unknownPaths, waitedFor, type Registration } from "../support/graph";
import { watchReads } from "../support/monitor";
import { needShared } from "../support/shared";

const chart = "kubernetes:helm.sh/v4:Chart";
const namespace = "kubernetes:core/v1:Namespace";
const record = (args: Partial<MariaDbOperatorArgs> = {}, preview = false) =>
  recordGraph(() => new MariaDbOperator("operator", { environment: "dev", ...args }), { preview });

describe("MariaDbOperator", () => {
  it("installs the pinned CRDs, then the pinned operator, under fixed release names", async () => {
    const graph = await record();
    const crds = only(graph, chart, "operator-crds");
    const operator = only(graph, chart, "operator-operator");
    for (const [{ inputs, parent }, source] of [
      [crds, charts.mariadbOperatorCrds],
      [operator, charts.mariadbOperator],
    ] as const) {
      assert.deepEqual(
        [inputs.chart, inputs.version, inputs.name, inputs.namespace],
        [source.chart, source.version, source.release, "mariadb-system"],
      );
      assert.match(parent, /MariaDbOperator::operator$/);
      assert.deepEqual(secretPaths(inputs), []);
    }
    assert.ok(waitsFor(operator.dependencies, crds));
    for (const before of ["operator-owner", "operator-namespace"]) {
      assert.ok(waitedFor(graph, "operator-crds").includes(before), before);
    }
  });

  it("has CRDs and operator of one version", () => {
    assert.equal(charts.mariadbOperator.version, charts.mariadbOperatorCrds.version);
  });

  it("leaves the CRDs out of the operator's chart", async () => {
    const { values } = only(await record(), chart, "operator-operator").inputs as {
      values: { crds: object };
    };
    assert.deepEqual(values.crds, { enabled: false });
  });

  it("keeps its namespace on destroy, because other things may have been in it before", async () => {
    const { retainOnDelete, protect } = only(await record({ environment: "production" }), namespace);
    assert.deepEqual([retainOnDelete, protect], [true, false]);
  });

  it("makes its dependents wait for both charts, by dependsOn and by its namespace", async () => {
    const graph = await recordGraph(() => {
      const operator = new MariaDbOperator("operator", { environment: "dev" });
      new k8s.core.v1.ConfigMap("by-depends-on", {}, { dependsOn: operator });
      new k8s.core.v1.ConfigMap("by-output", { data: { in: operator.namespace } });
    });
    const operator = only(graph, chart, "operator-operator");
    const waiting = (name: string) => only(graph, "kubernetes:core/v1:ConfigMap", name).dependencies;
    // A chart is a remote component: it is done when its children are, and the engine deletes these after dependents.
    assert.ok(waitsFor(waiting("by-depends-on"), only(graph, chart, "operator-crds")));
    assert.ok(waitsFor(waiting("by-depends-on"), operator));
    assert.ok(waitsFor(waiting("by-output"), operator));
  });

  it("hands each chart the transform that it needs", async () => {
    const transforms = await transformsOf(() => new MariaDbOperator("operator", { environment: "dev" }));
    assert.deepEqual(transforms, { "operator-crds": 1, "operator-operator": 1 });
  });

  it("knows all inputs of the charts in a preview", async () => {
    for (const { inputs } of await record({}, true)) {
      assert.deepEqual(unknownPaths(inputs), []);
    }
  });

  it("uses the provider that it is given, and waits for what it depends on", async () => {
    const graph = await recordGraph(() => {
      const cluster = new k8s.Provider("cluster", { context: "test" });
      const first = new k8s.core.v1.ConfigMap("first", {}, { provider: cluster });
      const options = { providers: { kubernetes: cluster }, dependsOn: first };
      new MariaDbOperator("operator", { environment: "dev" }, options);
    });
    for (const [type, name] of [
      [chart, "operator-crds"],
      [namespace, "operator-namespace"],
    ] as const) {
      const { provider } = only(graph, type, name);
      assert.ok(waitedFor(graph, name).includes("first"), name);
      // A remote component gets its providers as a map.
      if (type !== chart) {
        assert.match(provider, /providers:kubernetes::cluster::/);
      }
    }
  });

  describe("watching its own namespace only", () => {
    const alone = { currentNamespaceOnly: true, namespace: "mariadb-dev" };

    it("is refused while nothing stands in for the webhook that the chart drops", async () => {
      await refused(alone, /drops the operator's validating webhook.*set guarded: true/);
    });

    it("is refused without a namespace to watch", async () => {
      await refused({ currentNamespaceOnly: true, guarded: true }, /set namespace to the databases/);
    });

    it("is accepted behind the guard, and leaves the namespace to its owner", async () => {
      const graph = await record({ ...alone, guarded: true });
      assert.ok(!graph.some(({ type }) => type === namespace));
      const { values } = only(graph, chart, "operator-operator").inputs as {
        values: Record<string, unknown>;
      };
      assert.equal(values.currentNamespaceOnly, true);
    });
  });

  describe("using an existing operator", () => {
    it("registers nothing, and reads one small CRD", async () => {
      const read: string[] = [];
      const graph = await recordGraph(() => {
        watchReads(read);
        new MariaDbOperator("operator", { environment: "dev", installation: Installation.Existing });
      });
      assert.deepEqual(read, ["databases.k8s.mariadb.com"]);
      assert.deepEqual(
        graph.map(({ type }) => type),
        ["mariadb-gitops:index:MariaDbOperator"],
      );
    });

    it("reads a CRD that the official file has", function () {
      const text = readFileSync(needShared(this, "crds/mariadb-operator.yaml"), "utf8");
      const found = text.split(/^---$/m).find((one) => /^ {2}name: databases\.k8s\.mariadb\.com$/m.test(one));
      assert.ok(JSON.stringify(parse(found ?? "")).length < 10_000);
    });
  });

  for (const environment of Object.values(Environment)) {
    it(`is the same in ${environment}, apart from the protection of the CRDs`, async () => {
      const { values } = only(await record({ environment }), chart, "operator-operator").inputs;
      assert.deepEqual(values, only(await record(), chart, "operator-operator").inputs.values);
    });
  }
});

/** Asserts that the arguments are refused before any child is registered. */
async function refused(args: Partial<MariaDbOperatorArgs>, message: RegExp): Promise<void> {
  const found: Registration[] = [];
  const attempt = recordGraph(() => new MariaDbOperator("operator", { environment: "dev", ...args }), {
    record: found,
  });
  await assert.rejects(
    attempt,
    (error) => error instanceof pulumi.InputPropertiesError && message.test(error.message),
  );
  assert.ok(!found.some(({ type }) => type.startsWith("kubernetes:")));
}

/** How many transforms the program handed over with each chart. The mocked engine does not run them. */
async function transformsOf(program: () => unknown): Promise<Record<string, number>> {
  interface Request {
    getName(): string;
    getType(): string;
    getTransformsList(): unknown[];
  }
  const found: Record<string, number> = {};
  await recordGraph(() => {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
      registerResource(request: Request, callback: unknown): void;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      if (request.getType() === chart) {
        found[request.getName()] = request.getTransformsList().length;
      }
      register(request, callback);
    };
    program();
  });
  return found;
}

/** Whether one of the URNs is the resource's. The whole URN also has the types of its parents. */
function waitsFor(dependencies: readonly string[], { type, name }: Registration): boolean {
  return dependencies.some((urn) => urn.endsWith(`${type}::${name}`));
}
