import { mariadbKinds } from "../schemas/mariadb";
import type { KubeObject } from "./cluster";
import { ARGO_CD } from "./tools/catalog";

/** The namespace of the sandbox's Argo CD. */
export const argocdNamespace = "argocd";

/**
 * What makes the API server an "existing installation" of Argo CD: its namespace, and the ConfigMaps and the Secret
 * that its controllers read.
 */
export function argocdObjects(): KubeObject[] {
  const part = { "app.kubernetes.io/part-of": "argocd", "app.kubernetes.io/version": `v${ARGO_CD}` };
  const configMap = (name: string, data: Record<string, string>): KubeObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: argocdNamespace, labels: part },
    data,
  });
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: argocdNamespace } },
    configMap("argocd-cm", {
      "application.resourceTrackingMethod": "annotation",
      // Argo CD then syncs as the account that the AppProject names, and not at all where it names none.
      "application.sync.impersonation.enabled": "true",
      ...healthWithoutOperators(),
    }),
    configMap("argocd-cmd-params-cm", {}),
    configMap("argocd-rbac-cm", {}),
    configMap("argocd-ssh-known-hosts-cm", {}),
    configMap("argocd-tls-certs-cm", {}),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "argocd-secret", namespace: argocdNamespace, labels: part },
    },
  ];
}

/** The settings that the sandbox adds to an Argo CD from its chart, under its own field manager. */
export function argocdOverrides(): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "argocd-cm", namespace: argocdNamespace },
    data: healthWithoutOperators(),
  };
}

/**
 * No operator's controller runs in the sandbox, so no object ever reports a condition, and Argo CD would wait for the MariaDB of
 * wave 0 before it creates the Database of wave 1. Here, and only here, an object that exists counts as healthy.
 */
function healthWithoutOperators(): Record<string, string> {
  const kinds = [
    ...Object.keys(mariadbKinds).map((kind) => `k8s.mariadb.com_${kind}`),
    ...["SecretStore", "ExternalSecret"].map((kind) => `external-secrets.io_${kind}`),
  ];
  const healthy = 'return { status = "Healthy", message = "not assessed: no operator runs in the sandbox" }';
  return Object.fromEntries(kinds.map((kind) => [`resource.customizations.health.${kind}`, healthy]));
}
