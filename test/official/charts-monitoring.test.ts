import assert from "node:assert/strict";

import type { ValueMap } from "../../safety";
import { renderChart, useHelm } from "../support/charts";
import { chartComponents, chartsOf } from "../support/installed-charts";

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

  const helm = useHelm();

  for (const component of chartComponents) {
    const monitoringObjects = async (wanted: boolean, served: boolean): Promise<ValueMap[]> => {
      const charts = await chartsOf(component, { monitoring: wanted });
      const objects = await Promise.all(
        charts.map((chart) => renderChart(helm(), { ...chart, monitoring: served })),
      );
      return objects
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
