import assert from "node:assert/strict";

import { ensureTools } from "../../sandbox/tools";
import { renderChart } from "../support/charts";
import { chartComponents, chartsOf } from "../support/installed-charts";
import { buildMinutes } from "../support/sandbox";
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

  let helm: string;
  let folder: string;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    folder = needCharts(this);
    helm = (await ensureTools(["helm"])).helm.path;
  });

  for (const component of chartComponents) {
    const monitoringObjects = async (wanted: boolean, served: boolean) =>
      (await chartsOf(component, { monitoring: wanted }))
        .flatMap((chart) => renderChart(helm, folder, { ...chart, monitoring: served }))
        .filter(
          ({ apiVersion }) =>
            typeof apiVersion === "string" && apiVersion.startsWith("monitoring.coreos.com/"),
        );

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
