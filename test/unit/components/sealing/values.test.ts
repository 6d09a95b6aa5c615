import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import {
  sealedSecretsNetworkPolicy,
  sealedSecretsValues,
} from "../../../../components/secrets/sealed-secrets-values";
import { unknownValues, type ValueTree } from "../../../support/chart-values";
import { needShared } from "../../../support/shared";

const place = { name: "sealed-secrets-controller", namespace: "kube-system" };
const everything = {
  imageRegistry: "registry.example.com",
  version: "0.41.0",
  keyRenewPeriod: "720h",
  updateStatus: false,
  resources: { requests: { cpu: "1" } },
  monitoring: true,
};

describe("the values of the Sealed Secrets chart", () => {
  const values = sealedSecretsValues({}, place.name, ["sealing-key-active"]);

  it("are safe by default: signed image at the security floor, no key that only the cluster has", () => {
    assert.deepEqual(values.image, {
      registry: "ghcr.io",
      repository: "bitnami/sealed-secrets-controller",
      tag: "0.40.0",
    });
    // A string: the chart reads the number 0 as unset, and unset means a new key every 30 days.
    assert.equal(values.keyrenewperiod, "0");
    assert.equal(values.fullnameOverride, "sealed-secrets-controller");
    assert.equal(values.updateStatus, true);
  });

  it("let no authenticated user reach the HTTP service through the API server", () => {
    assert.deepEqual(values.rbac, { serviceProxier: { create: true, bind: false } });
  });

  it("restart the controller when the list of keys changes, and only then", () => {
    const pods = (keys: string[]) => sealedSecretsValues({}, place.name, keys).podAnnotations;
    assert.deepEqual(pods(["a", "b"]), pods(["a", "b"]));
    assert.notDeepEqual(pods(["a"]), pods(["a", "b"]));
  });

  it("all exist in the chart", function () {
    const chart = parse(
      readFileSync(needShared(this, "charts/sealed-secrets/values.yaml"), "utf8"),
    ) as ValueTree;
    const open = [
      "podAnnotations",
      "resources.requests",
      "resources.limits",
      "metrics.serviceMonitor.labels",
    ];
    for (const settings of [{}, everything]) {
      const set = sealedSecretsValues(settings, place.name, ["a"]) as ValueTree;
      assert.deepEqual(unknownValues(set, chart, open), []);
    }
  });
});

describe("the NetworkPolicy of the Sealed Secrets controller", () => {
  const ingress = (settings: object, httpFrom: string[] = []): unknown =>
    sealedSecretsNetworkPolicy(settings, httpFrom, place).spec.ingress;

  it("lets nobody in by default", () => {
    assert.deepEqual(ingress({}), []);
    assert.deepEqual(sealedSecretsNetworkPolicy({}, [], place).spec.policyTypes, ["Ingress"]);
  });

  it("lets in who is named, each to its own port", () => {
    assert.deepEqual(ingress(everything, ["10.0.0.1/32"]), [
      { from: [{ ipBlock: { cidr: "10.0.0.1/32" } }], ports: [{ port: 8080 }] },
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: [{ port: 8081 }],
      },
    ]);
  });

  it("selects the pods of our release", () => {
    assert.deepEqual(sealedSecretsNetworkPolicy({}, [], place).spec.podSelector.matchLabels, {
      "app.kubernetes.io/name": "sealed-secrets",
      "app.kubernetes.io/instance": "sealed-secrets",
    });
  });
});
