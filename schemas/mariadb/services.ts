/** How a server is reached and watched: Services, disruption budgets, TLS and metrics. */
import { choice, flag, int32, intOrString, object, text, textMap, texts } from "./build";
import { issuerReference, localReference, metadataTemplate } from "./metadata";
import {
  affinity,
  imagePullPolicy,
  imagePullSecrets,
  podSecurityContext,
  resources,
  securityContext,
  tolerations,
} from "./pods";

/** A Kubernetes Service. `LoadBalancer` and `NodePort` show the database outside the cluster. */
export const serviceTemplate = object({
  type: choice(["ClusterIP", "NodePort", "LoadBalancer"], { default: "ClusterIP" }),
  metadata: metadataTemplate,
  allocateLoadBalancerNodePorts: flag,
  externalTrafficPolicy: text,
  loadBalancerClass: text,
  loadBalancerIP: text,
  loadBalancerSourceRanges: texts,
  sessionAffinity: text,
});

/** Made once: the operator does not update the budget of a running server. Unset with several replicas means 50 %. */
export const podDisruptionBudget = object({ minAvailable: intOrString, maxUnavailable: intOrString });

export const rollingUpdate = object({ maxUnavailable: intOrString, partition: int32 });

// Encryption between clients and servers.

/**
 * TLS is on if `enabled` is unset, but plain connections stay possible until `required` is true. A certificate comes
 * either from a Secret (then its CA is needed too) or from an issuer, never both.
 */
export const tlsFields = {
  enabled: flag,
  required: flag,
  serverCASecretRef: localReference,
  serverCertSecretRef: localReference,
  serverCertIssuerRef: issuerReference,
  serverCertAdditionalNames: texts,
  clientCASecretRef: localReference,
  clientCertSecretRef: localReference,
  clientCertIssuerRef: issuerReference,
  galeraSSTEnabled: flag,
};

// The metrics exporter and how Prometheus finds it.

/** The exporter is a Deployment of its own, not a sidecar. */
export const exporter = object({
  image: text,
  imagePullPolicy,
  imagePullSecrets,
  args: texts,
  port: int32,
  resources,
  securityContext,
  podSecurityContext,
  podMetadata: metadataTemplate,
  affinity,
  nodeSelector: textMap,
  tolerations,
  priorityClassName: text,
});

/**
 * There is no `enabled`: `metrics.enabled` makes the ServiceMonitor, and only if the cluster knows that kind. The
 * intervals are Prometheus durations, not Go's.
 */
export const serviceMonitor = object({
  prometheusRelease: text,
  jobLabel: text,
  interval: text,
  scrapeTimeout: text,
});
