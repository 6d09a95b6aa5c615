import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { externalSecretsValues } from "../../../../components/secrets/external-secrets-values";
import { leaves } from "../../../support/manifest";
import { needShared } from "../../../support/shared";

const defaults = {
  highAvailability: false,
  pushSecrets: false,
  monitoring: false,
  anyServiceAccount: true,
  serviceAccountAnnotations: {},
};

interface Values {
  [key: string]: Values | string | number | boolean;
}

describe("values of the chart external-secrets", () => {
  it("keep the CRDs when Helm uninstalls: without them every ExternalSecret is gone", () => {
    const { installCRDs, crds } = externalSecretsValues(defaults) as { installCRDs: boolean; crds: Values };
    assert.equal(installCRDs, true);
    assert.deepEqual(crds.annotations, { "helm.sh/resource-policy": "keep" });
  });

  it("switch off every kind that reaches over the borders of a namespace, and pushing", () => {
    const values = externalSecretsValues(defaults);
    for (const kind of ["ClusterExternalSecret", "ClusterStore", "ClusterGenerator", "ClusterPushSecret"]) {
      assert.equal(values[`process${kind}`], false, kind);
    }
    assert.equal(values.processPushSecret, false);
    assert.deepEqual(values.genericTargets, { enabled: false });
  });

  it("give no rights to those who may edit a namespace, and tokens as the caller says", () => {
    for (const anyServiceAccount of [true, false]) {
      const { rbac } = externalSecretsValues({ ...defaults, anyServiceAccount }) as { rbac: Values };
      assert.equal(rbac.aggregateToEdit, false);
      assert.equal(rbac.aggregateToAdmin, false);
      assert.equal(rbac.serviceAccountTokenCreate, anyServiceAccount);
    }
  });

  it("never let two controllers write one Secret, and check every object", () => {
    const values = externalSecretsValues(defaults) as { leaderElect: boolean; webhook: Values };
    assert.equal(values.leaderElect, true);
    assert.equal(values.webhook.create, true);
    assert.equal(values.webhook.failurePolicy, "Fail");
  });

  it("double controller and webhook for high availability, with budgets", () => {
    const single = externalSecretsValues(defaults) as Values;
    const double = externalSecretsValues({ ...defaults, highAvailability: true }) as Values;
    for (const [values, replicas] of [
      [single, 1],
      [double, 2],
    ] as const) {
      const webhook = values.webhook as Values;
      assert.deepEqual([values.replicaCount, webhook.replicaCount], [replicas, replicas]);
      assert.deepEqual(values.podDisruptionBudget, { enabled: replicas > 1, minAvailable: 1 });
      assert.deepEqual(webhook.podDisruptionBudget, values.podDisruptionBudget);
    }
  });

  it("need the kinds of the Prometheus Operator only where a ServiceMonitor is asked for", () => {
    assert.deepEqual(externalSecretsValues(defaults).serviceMonitor, { enabled: false });
    assert.deepEqual(externalSecretsValues({ ...defaults, monitoring: true }).serviceMonitor, {
      enabled: true,
      interval: "30s",
      additionalLabels: { release: "kube-prometheus-stack" },
      renderMode: "failIfMissing",
    });
  });

  it("scope the rights together with the watch", () => {
    const scoped = externalSecretsValues({ ...defaults, scopedNamespace: "mariadb-dev" });
    assert.deepEqual([scoped.scopedNamespace, scoped.scopedRBAC], ["mariadb-dev", true]);
    assert.equal("scopedRBAC" in externalSecretsValues(defaults), false);
  });

  it("say requests and a memory limit for all three processes", () => {
    const values = externalSecretsValues(defaults) as Record<string, { resources: Values }>;
    for (const { resources } of [{ resources: values.resources }, values.webhook, values.certController] as {
      resources: Values;
    }[]) {
      assert.ok((resources.requests as Values).memory && (resources.limits as Values).memory);
    }
  });

  it("exist in the chart, with the types that it has", function () {
    const chart = parse(
      readFileSync(needShared(this, "charts/external-secrets/values.yaml"), "utf8"),
    ) as Values;
    const set = externalSecretsValues({
      ...defaults,
      highAvailability: true,
      scopedNamespace: "mariadb-dev",
      serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn" },
    });
    // The chart passes these maps on as they are, and its defaults for them are empty.
    const open = /^(crds\.annotations|serviceAccount\.annotations|(\w+\.)?resources)\./;
    for (const path of leaves(set)) {
      const name = path.join(".");
      if (open.test(name)) {
        continue;
      }
      assert.equal(typeof at(set, path), typeof at(chart, path), name);
    }
  });
});

function at(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Values | undefined)?.[key], values);
}
