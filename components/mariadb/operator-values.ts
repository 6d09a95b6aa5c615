import { monitorInterval, monitorLabels, type FixedValue } from "../chart/values";

/** What an installation of the operator decides. */
export interface OperatorValuesArgs {
  highAvailability: boolean;
  monitoring: boolean;
  certManager: boolean;
  currentNamespaceOnly: boolean;
}

/** Memory is limited, CPU is not: a throttled operator fails over late, and a throttled webhook refuses every write. */
const resources = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { memory: "512Mi" },
} as const;

/** Replicas that survive the loss of a node. */
const replicas = 3;

/**
 * The values of the chart `mariadb-operator`: only what differs from the chart's defaults, and never a secret.
 * Source: values.yaml of the chart.
 */
export function operatorValues(args: OperatorValuesArgs): Record<string, unknown> {
  const available = args.highAvailability
    ? { ha: { enabled: true, replicas }, pdb: { enabled: true, maxUnavailable: 1 } }
    : {};
  const monitored = args.monitoring
    ? { serviceMonitor: { enabled: true, ...monitorInterval, additionalLabels: monitorLabels } }
    : {};
  return {
    // With them in this chart, uninstalling the operator would delete every MariaDB object.
    crds: { enabled: false },
    currentNamespaceOnly: args.currentNamespaceOnly,
    metrics: { enabled: args.monitoring, ...monitored },
    resources,
    ...available,
    webhook: {
      enabled: true,
      resources,
      ...monitored,
      cert: { certManager: { enabled: args.certManager } },
      ...available,
    },
    certController: { enabled: !args.certManager, resources, ...monitored, ...available },
  };
}

const oneCertificate = "the webhook's certificate would have two producers, or none";

/** The values of the chart `mariadb-operator` that a user cannot change. */
export const fixedOperatorValues: readonly FixedValue[] = [
  {
    path: ["crds", "enabled"],
    why: "uninstalling the operator would delete the CRDs, and with them every MariaDB",
  },
  {
    path: ["currentNamespaceOnly"],
    why: "the chart then drops the webhook that keeps immutable fields",
    argument: "currentNamespaceOnly",
  },
  { path: ["webhook", "enabled"], why: "immutable fields and shrinking volumes would no longer be refused" },
  { path: ["webhook", "cert", "certManager", "enabled"], why: oneCertificate, argument: "certManager" },
  { path: ["certController", "enabled"], why: oneCertificate, argument: "certManager" },
];
