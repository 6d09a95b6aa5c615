import type { KubeObject } from "./cluster";

/**
 * What an installed External Secrets Operator is known by. No operator runs in the sandbox: its CRDs and this
 * declaration make the program use "the existing one" instead of installing a chart that no node could run.
 */
export function existingOperators(): KubeObject[] {
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "externalsecret-validate" },
      webhooks: [],
    },
  ];
}
