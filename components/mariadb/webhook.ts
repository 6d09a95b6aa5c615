import type { Transform } from "../chart/install";
import { tellWaiting } from "../chart/hooks";

/** Makes the provider wait until somebody has written a CA into the object. */
const waitForCa = { "pulumi.com/waitFor": "jsonpath={.webhooks[*].clientConfig.caBundle}" };

/** What the wait for the webhook depends on. */
export interface WebhookWait {
  /** Name of the component, which makes the hooks' names unique. */
  name: string;
  /** Namespace of the operator. */
  namespace: string;
  /** Whether cert-manager writes the CA, and not the chart's own controller. */
  certManager: boolean;
  /** As a Go duration. */
  readyTimeout: string;
}

/**
 * Makes the operator's webhook configuration count as created only once it can be called. The API server sends every
 * write of a custom resource to it and refuses what it cannot send, so a database that comes earlier fails.
 *
 * The CA is written at run time, by the chart's cert-controller or by cert-manager; nothing here declares it.
 */
export function waitForWebhook({ name, namespace, certManager, readyTimeout }: WebhookWait): Transform {
  const writer = certManager ? "cert-manager" : "the operator's certificate controller";
  const hooks = tellWaiting(`${name}-webhook`, {
    what: `${writer} to write the CA into the webhook configuration of mariadb-operator`,
    look: [
      `kubectl -n ${namespace} get pods`,
      certManager
        ? `kubectl -n ${namespace} describe certificate`
        : `kubectl -n ${namespace} logs deployment/mariadb-operator-cert-controller`,
    ],
  });
  return ({ type, props, opts }) => {
    if (!/:(Validating|Mutating)WebhookConfiguration$/.test(type)) {
      return undefined;
    }
    const { metadata, ...rest } = props as { metadata?: { annotations?: object } };
    return {
      props: {
        ...rest,
        metadata: { ...metadata, annotations: { ...metadata?.annotations, ...waitForCa } },
      },
      opts: { ...opts, hooks, customTimeouts: { create: readyTimeout, update: readyTimeout } },
    };
  };
}
