import { fixed, monitorInterval, monitorLabels, type FixedValue } from "../chart/values";
import { charts, versions } from "../versions";

/** The arguments that shape the chart. Plain values, which previews know. */
export interface ControllerArgs {
  /**
   * Registry of the controller's image, such as a mirror of your own. The repository in it is
   * `bitnami/sealed-secrets-controller`.
   *
   * @default the `mirror`, else "ghcr.io", whose images are signed
   */
  imageRegistry?: string;
  /**
   * Version of the controller. Below 0.40.0 it is refused: such a controller decrypts secrets for anyone who
   * reaches its HTTP port.
   *
   * @default "0.40.0"
   */
  version?: string;
  /**
   * How often the controller generates another key, as a Go duration. Such keys exist only in the cluster, without
   * escrow, and the first is generated at once when our certificate is older than the period. Use `rotations` instead.
   *
   * @default "0", never
   */
  keyRenewPeriod?: string;
  /**
   * Whether the controller writes into each SealedSecret's status whether it could be opened. Engines read the health
   * there.
   *
   * @default true
   */
  updateStatus?: boolean;
  /**
   * Resources of the controller's container.
   *
   * @default 50m CPU and 64Mi requested, at most 256Mi
   */
  resources?: ContainerResources;
  /**
   * Whether a ServiceMonitor is created. The cluster must have the Prometheus Operator.
   *
   * @default false
   */
  monitoring?: boolean;
  /**
   * Labels of the namespaces that may reach the metrics port where `monitoring` is on.
   *
   * @default { "kubernetes.io/metadata.name": "monitoring" }
   */
  monitoringNamespaceLabels?: Record<string, string>;
}

/** Resources of a container, as Kubernetes quantities by name, such as `{ memory: "64Mi" }`. */
export interface ContainerResources {
  /** Requests: the amount that the scheduler reserves. */
  requests?: Record<string, string>;
  /** Limits of the container. */
  limits?: Record<string, string>;
}

/**
 * The values that differ from the chart's own.
 *
 * @param keys names of the key Secrets. The controller reads keys only when it starts, so another list restarts it.
 */
export function sealedSecretsValues(
  args: ControllerArgs,
  controllerName: string,
  keys: readonly string[],
): Record<string, unknown> {
  return {
    fullnameOverride: controllerName,
    image: {
      registry: args.imageRegistry ?? "ghcr.io",
      repository: "bitnami/sealed-secrets-controller",
      tag: args.version ?? versions.sealedSecrets.controller,
    },
    keyrenewperiod: args.keyRenewPeriod ?? "0",
    updateStatus: args.updateStatus ?? true,
    podAnnotations: { "mariadb-gitops.dev/sealing-keys": keys.join(",") },
    resources: args.resources ?? {
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { memory: "256Mi" },
    },
    // The chart would let every authenticated user reach the HTTP service through the API server.
    rbac: { serviceProxier: { create: true, bind: false } },
    // Ours is stricter: the chart's policy lets everyone in.
    networkPolicy: { enabled: false },
    metrics: {
      serviceMonitor:
        args.monitoring === true
          ? { enabled: true, ...monitorInterval, labels: monitorLabels }
          : { enabled: false },
    },
  };
}

const unescrowed = "the controller would make keys that have no copy";

/** The values of the chart `sealed-secrets` that a user cannot change. */
export const fixedSealedSecretsValues: readonly FixedValue[] = [
  fixed("fullnameOverride", "kubeseal looks for the controller by this name", "controllerName"),
  fixed("namespace", "the keys are in the namespace of the component", "namespace"),
  fixed("image.tag", "before 0.40.0 the controller decrypts for anyone who reaches its HTTP port", "version"),
  fixed("keyrenewperiod", unescrowed, "keyRenewPeriod"),
  fixed("keycutofftime", unescrowed, "rotations"),
  fixed("command", "the settings of this component are flags of the chart's own command"),
  fixed("args", "the settings of this component are flags of the chart's own command"),
  fixed(
    ["podAnnotations", "mariadb-gitops.dev/sealing-keys"],
    "the controller would not restart for a new key",
  ),
  fixed(
    "rbac.serviceProxier.bind",
    "every authenticated user could reach the controller through the API server",
    "httpFrom",
  ),
  fixed("networkPolicy.enabled", "the chart's policy lets everyone reach the controller", "httpFrom"),
];

/**
 * A NetworkPolicy that lets only the named addresses reach the controller. The kubelet's probes come from the node and
 * pass. The HTTP port is rarely needed: `kubeseal --cert` takes the certificate from a file.
 */
export function sealedSecretsNetworkPolicy(
  { monitoring, monitoringNamespaceLabels }: ControllerArgs,
  httpFrom: readonly string[],
  controller: { name: string; namespace: string },
) {
  const http = httpFrom.map((cidr) => ({ ipBlock: { cidr } }));
  const matchLabels = monitoringNamespaceLabels ?? { "kubernetes.io/metadata.name": "monitoring" };
  const scraper = { namespaceSelector: { matchLabels } };
  return {
    metadata: controller,
    spec: {
      podSelector: {
        matchLabels: {
          "app.kubernetes.io/name": "sealed-secrets",
          "app.kubernetes.io/instance": charts.sealedSecrets.release,
        },
      },
      policyTypes: ["Ingress"],
      ingress: [
        ...(http.length === 0 ? [] : [{ from: http, ports: [{ port: 8080 }] }]),
        ...(monitoring === true ? [{ from: [scraper], ports: [{ port: 8081 }] }] : []),
      ],
    },
  };
}
