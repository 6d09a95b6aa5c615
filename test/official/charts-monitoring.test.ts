import assert from "node:assert/strict";

import { needHelm, renderChart, type Helm } from "../support/charts";
import { chartComponents, chartsOf } from "../support/installed-charts";
import { needCharts } from "../support/shared";

/** How many ServiceMonitors each component makes. */
const expected: Readonly<Record<string, number>> = {
  ArgoCd: 5,
  Flux: 1,
  ExternalSecrets: 3,
  SealedSecrets: 1,
  MariaDbOperator: 3,
};

describe("every chart and the Prometheus Operator", function () {
  this.timeout(60_000);

  let helm: Helm;
  let folder: string;
  before(async function () {
    folder = needCharts(this);
    helm = await needHelm(this);
  });
  after(() => {
    // A suite that is skipped has none.
    (helm as Helm | undefined)?.end();
  });

  for (const component of chartComponents) {
    const monitoringObjects = async (wanted: boolean, served: boolean) => {
      const charts = await chartsOf(component, { monitoring: wanted });
      const rendered = charts.map((chart) => renderChart(helm, folder, { ...chart, monitoring: served }));
      return (await Promise.all(rendered))
        .flat()
        .filter(
          ({ apiVersion }) =>
            typeof apiVersion === "string" && apiVersion.startsWith("monitoring.coreos.com/"),
        );
    };

    it(`${component} installs where it is absent`, async () => {
      assert.deepEqual(await monitoringObjects(false, false), []);
    });

    it(`${component} makes no monitoring object where it is there, unless asked to`, async () => {
      assert.deepEqual(await monitoringObjects(false, true), []);
    });

    it(`${component} makes its ServiceMonitors when asked to, for the default Prometheus`, async () => {
      const found = await monitoringObjects(true, true);
      assert.equal(found.length, expected[component]);
      for (const { kind, metadata } of found) {
        assert.equal(kind, "ServiceMonitor");
        assert.equal(
          (metadata as { labels: Record<string, string> }).labels.release,
          "kube-prometheus-stack",
        );
      }
    });
  }
});
