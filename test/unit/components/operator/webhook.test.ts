import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { waitForWebhook, type WebhookWait } from "../../../../components/mariadb/operator";
import { mockEngineForHooks } from "../../../support/hooks";

const configuration = "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration";
const wait = { name: "operator", namespace: "mariadb-system", certManager: false, readyTimeout: "10m" };

function transformed(
  type: string,
  props: pulumi.Inputs,
  changed: Partial<WebhookWait> = {},
  opts: pulumi.ResourceOptions = {},
) {
  const transform = waitForWebhook({ ...wait, ...changed });
  const args = { type, name: "mariadb-operator-webhook", custom: true, props, opts };
  return transform(args) as pulumi.ResourceTransformResult | undefined;
}

describe("waitForWebhook", () => {
  before(mockEngineForHooks);

  const props = {
    metadata: { name: "mariadb-operator-webhook", annotations: { "k8s.mariadb.com/webhook": "" } },
    webhooks: [{ name: "vmariadb-v1alpha1.kb.io" }],
  };

  it("makes the configuration wait for its CA and changes no other property", () => {
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

  it("does not change a configuration twice, because a packaged component transforms twice", () => {
    const once = transformed(configuration, props)?.props;
    assert.deepEqual(transformed(configuration, once ?? {})?.props, once);
  });

  it("works on a configuration without annotations or metadata", () => {
    assert.ok(transformed(configuration, {})?.props);
  });

  it("waits no longer than readyTimeout, on create and on update, and keeps the other options", () => {
    const opts = transformed(configuration, props, { readyTimeout: "25m" }, { retainOnDelete: true })?.opts;
    assert.deepEqual(opts?.customTimeouts, { create: "25m", update: "25m" });
    assert.equal(opts.retainOnDelete, true);
  });

  it("says that it waits, from before the create or update until after it, and when it fails", () => {
    const { hooks } = transformed(configuration, props)?.opts ?? {};
    const names = Object.entries(hooks ?? {}).map(([when, list]) => [
      when,
      (list as (pulumi.ResourceHook | pulumi.ErrorHook)[]).map(({ name }) => name),
    ]);
    assert.deepEqual(Object.fromEntries(names), {
      beforeCreate: ["operator-webhook-waiting"],
      afterCreate: ["operator-webhook-waited"],
      beforeUpdate: ["operator-webhook-waiting"],
      afterUpdate: ["operator-webhook-waited"],
      onError: ["operator-webhook-waited-in-vain"],
    });
  });

  it("leaves every other resource alone", () => {
    for (const type of ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Secret"]) {
      assert.equal(transformed(type, props), undefined);
    }
  });
});
