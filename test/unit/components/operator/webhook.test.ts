import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { waitForWebhook } from "../../../../components/mariadb/webhook";

const configuration = "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration";

const wait = { name: "operator", namespace: "mariadb-system", certManager: false, readyTimeout: "20m" };

function transformed(type: string, props: pulumi.Inputs) {
  const args = { type, name: "n", custom: true, props, opts: {} };
  return waitForWebhook(wait)(args) as pulumi.ResourceTransformResult | undefined;
}

describe("waitForWebhook", () => {
  const props = {
    metadata: { name: "mariadb-operator-webhook", annotations: { "k8s.mariadb.com/webhook": "" } },
    webhooks: [{ name: "vmariadb-v1alpha1.kb.io" }],
  };

  it("makes the configuration wait for its CA and changes nothing else", () => {
    assert.deepEqual(transformed(configuration, props)?.props, {
      metadata: {
        name: "mariadb-operator-webhook",
        annotations: {
          "k8s.mariadb.com/webhook": "",
          "pulumi.com/waitFor": "jsonpath={.webhooks[*].clientConfig.caBundle}",
        },
      },
      webhooks: [{ name: "vmariadb-v1alpha1.kb.io" }],
    });
  });

  it("waits as long as it is told", () => {
    const { customTimeouts } = transformed(configuration, props)?.opts ?? {};
    assert.deepEqual(customTimeouts, { create: "20m", update: "20m" });
  });

  it("changes what it has changed no more, because a packaged component transforms twice", () => {
    const once = transformed(configuration, props)?.props;
    assert.deepEqual(transformed(configuration, once ?? {})?.props, once);
  });

  it("works on a configuration without annotations or metadata", () => {
    assert.ok(transformed(configuration, {})?.props);
  });

  it("leaves every other resource alone", () => {
    for (const type of ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Secret"]) {
      assert.equal(transformed(type, props), undefined);
    }
  });
});
