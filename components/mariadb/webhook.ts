import type { Transform } from "../chart/chart";

/** Makes the provider wait until somebody has written a CA into the object. */
const waitForCa = { "pulumi.com/waitFor": "jsonpath={.webhooks[*].clientConfig.caBundle}" };

/**
 * Makes the operator's webhook configuration count as created only once it can be called. The API server sends every
 * write of a custom resource to it and refuses what it cannot send, so a database that comes earlier fails.
 *
 * The CA is written at run time, by the chart's cert-controller or by cert-manager; nothing here declares it.
 */
export const waitForWebhook: Transform = ({ type, props, opts }) => {
  if (!/:(Validating|Mutating)WebhookConfiguration$/.test(type)) {
    return undefined;
  }
  const { metadata, ...rest } = props as { metadata?: { annotations?: object } };
  return {
    props: { ...rest, metadata: { ...metadata, annotations: { ...metadata?.annotations, ...waitForCa } } },
    opts,
  };
};
