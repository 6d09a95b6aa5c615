/** The metrics exporter and how Prometheus finds it. */
import { affinity, tolerations } from "./affinity";
import { int32, object, text, textMap, texts } from "./build";
import { imagePullPolicy, imagePullSecrets, resources } from "./containers";
import { metadataTemplate } from "./metadata";
import { podSecurityContext, securityContext } from "./security";

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
