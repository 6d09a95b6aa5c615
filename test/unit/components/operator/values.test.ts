import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { operatorValues } from "../../../../components/mariadb/operator-args";
import { unknownValues, type ValueTree } from "../../../support/chart-values";
import { needShared } from "../../../support/shared";

const defaults = {
  highAvailability: false,
  monitoring: false,
  certManager: false,
  currentNamespaceOnly: false,
};

describe("operatorValues", () => {
  it("leaves the CRDs to their own chart, whatever else is chosen", () => {
    for (const choice of [true, false]) {
      const all = {
        highAvailability: choice,
        monitoring: choice,
        certManager: choice,
        currentNamespaceOnly: choice,
      };
      assert.deepEqual(operatorValues(all).crds, { enabled: false });
    }
  });

  it("sets only values that the chart has", function () {
    const chart = parse(
      readFileSync(needShared(this, "charts/mariadb-operator/values.yaml"), "utf8"),
    ) as ValueTree;
    const set = operatorValues({ ...defaults, highAvailability: true, monitoring: true, certManager: true });
    // Empty maps in the chart, passed on to containers as they are.
    const open = ["resources", "webhook.resources", "certController.resources"].concat(
      ["metrics", "webhook", "certController"].map((part) => `${part}.serviceMonitor.additionalLabels`),
    );
    assert.deepEqual(unknownValues(set as ValueTree, chart, open), []);
  });

  it("makes all three Deployments survive the loss of a node", () => {
    const values = operatorValues({ ...defaults, highAvailability: true });
    for (const part of [values, values.webhook, values.certController] as ValueTree[]) {
      assert.deepEqual(part.ha, { enabled: true, replicas: 3 });
      assert.deepEqual(part.pdb, { enabled: true, maxUnavailable: 1 });
    }
    assert.equal(operatorValues(defaults).ha, undefined);
  });

  it("requests resources for all three, and limits memory only", () => {
    const values = operatorValues(defaults);
    for (const part of [values, values.webhook, values.certController] as { resources: ValueTree }[]) {
      assert.deepEqual(Object.keys(part.resources), ["requests", "limits"]);
      assert.deepEqual(Object.keys(part.resources.limits as ValueTree), ["memory"]);
    }
  });

  it("has one producer of the webhook's certificate", () => {
    const producers = (certManager: boolean) => {
      const { webhook, certController } = operatorValues({ ...defaults, certManager }) as {
        webhook: { cert: { certManager: { enabled: boolean } } };
        certController: { enabled: boolean };
      };
      return [webhook.cert.certManager.enabled, certController.enabled];
    };
    assert.deepEqual(producers(true), [true, false]);
    assert.deepEqual(producers(false), [false, true]);
  });
});
