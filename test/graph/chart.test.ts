import assert from "node:assert/strict";

import { installChart, installCrds, installRelease } from "../../components/chart/install";
import { charts, type ChartSource } from "../../components/versions";
import { only, recordGraph, unknownPaths } from "../support/graph";

const release = "kubernetes:helm.sh/v3:Release";
const chart = "kubernetes:helm.sh/v4:Chart";

describe("installRelease", () => {
  for (const [key, source] of Object.entries<ChartSource>(charts)) {
    it(`installs ${key} at its version under its fixed name, from its repository or registry`, async () => {
      const graph = await recordGraph(() => {
        installRelease("it", source, { namespace: "somewhere", values: { a: 1 }, readyTimeout: "10m" }, {});
      });
      const { inputs } = only(graph, release);
      assert.deepEqual(
        [inputs.name, inputs.chart, inputs.version, inputs.namespace],
        [source.release, source.chart, source.version, "somewhere"],
      );
      assert.deepEqual(
        inputs.repositoryOpts,
        source.repository === undefined ? undefined : { repo: source.repository },
      );
      assert.deepEqual(inputs.values, { a: 1 });
    });
  }

  it("leaves nothing half-made behind, and a bounded history", async () => {
    const graph = await recordGraph(() => {
      installRelease("it", charts.argoCd, { namespace: "argocd", values: {}, readyTimeout: "10m" }, {});
    });
    const { inputs } = only(graph, release);
    assert.deepEqual([inputs.atomic, inputs.maxHistory], [true, 5]);
  });

  it("is known in a preview", async () => {
    const graph = await recordGraph(
      () => {
        installRelease("it", charts.argoCd, { namespace: "argocd", values: {}, readyTimeout: "10m" }, {});
      },
      { preview: true },
    );
    assert.deepEqual(unknownPaths(only(graph, release).inputs), []);
  });

  it("passes on the options of the caller", async () => {
    const graph = await recordGraph(() => {
      installRelease(
        "it",
        charts.argoCd,
        { namespace: "argocd", values: {}, readyTimeout: "10m" },
        { protect: true },
      );
    });
    assert.equal(only(graph, release).protect, true);
  });
});

describe("installChart", () => {
  it("installs a chart as Pulumi resources, under the fixed release name", async () => {
    const graph = await recordGraph(() => {
      installChart(
        "it",
        charts.mariadbOperator,
        { namespace: "mariadb-system", values: { a: 1 }, readyTimeout: "10m" },
        { transforms: [] },
      );
    });
    const { inputs } = only(graph, chart);
    assert.deepEqual(
      [inputs.name, inputs.chart, inputs.version, inputs.values],
      ["mariadb-operator", "mariadb-operator", charts.mariadbOperator.version, { a: 1 }],
    );
    assert.deepEqual(inputs.repositoryOpts, { repo: charts.mariadbOperator.repository });
  });
});

describe("installCrds", () => {
  it("installs a chart of CRDs as Pulumi resources without values", async () => {
    const graph = await recordGraph(() => {
      installCrds("it", charts.mariadbOperatorCrds, { namespace: "mariadb-system", protect: true }, {});
    });
    const { inputs, protect } = only(graph, chart);
    assert.deepEqual([inputs.name, inputs.values], ["mariadb-operator-crds", {}]);
    // The CRDs are protected one by one; on the component it would also hold what is not a CRD.
    assert.equal(protect, false);
  });
});
