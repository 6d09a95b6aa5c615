import { chartProblems, type ChartArgs, type ComponentChart } from "../chart/args";
import { locationProblems, type ChartLocation } from "../chart/location";
import { monitorInterval, monitorLabels, fixed, type FixedValue } from "../chart/values";
import type { Environment } from "../environments";
import { existingProblems, Installation } from "../installation";
import { problemOf, type Problem } from "../problems";
import { charts } from "../versions";

/** How the operator is installed, or that an existing one is used. */
export interface OperatorInstallationArgs extends ChartArgs {
  /**
   * Install the operator, or use the one that the cluster already has. With `existing` the update fails when the CRD
   * `databases.k8s.mariadb.com` is missing; whether an operator runs behind it is not known. The arguments that configure an
   * installation are then refused.
   *
   * @default "install"
   */
  installation?: Installation;
  /**
   * Where the chart of the CRDs comes from. Its version must be the operator's.
   *
   * @default its official repository, at the version that this package pins
   */
  crdsChart?: ChartLocation;
  /**
   * Namespace of the operator. It shapes the chart, so it is a plain string that previews know.
   *
   * @default "mariadb-system"
   */
  namespace?: string;
  /**
   * Three replicas of the operator, its webhook and its certificate controller, one of which a drain may take at a time.
   *
   * @default false
   */
  highAvailability?: boolean;
  /**
   * Take the webhook's certificate from cert-manager, which must be installed, instead of the chart's own controller.
   *
   * @default false
   */
  certManager?: boolean;
  /**
   * Watch only the operator's own namespace, which then is the databases' namespace, must exist, and is not
   * registered here. The chart then drops its validating webhook, and immutable fields can be changed, so this is
   * refused without `guarded`.
   *
   * @default false
   */
  currentNamespaceOnly?: boolean;
  /**
   * Says that the deletion guard is on in this cluster and stands in for the webhook that `currentNamespaceOnly` drops.
   *
   * @default false
   */
  guarded?: boolean;
}

/** Arguments of `MariaDbOperator`. */
export interface MariaDbOperatorArgs extends OperatorInstallationArgs {
  /** The environment whose databases the operator runs; it decides whether Pulumi protects the CRDs. */
  environment: Environment;
  /**
   * Whether Pulumi refuses to delete the CRDs in staging and production. They are kept on destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
export function operatorProblems(args: MariaDbOperatorArgs, chart: ComponentChart): Problem[] {
  if (args.installation === Installation.Existing) {
    return existingProblems(args, ["environment", "installation", "namespace", "deletionProtection"]);
  }
  return [
    ...chartProblems(chart, args),
    ...locationProblems("crdsChart", args.crdsChart),
    ...versionProblems(args),
    ...scopeProblems(args),
  ];
}

/** An operator that meets the CRDs of another version drops or refuses fields. The version of a chart from a path is not known here. */
function versionProblems({ chart, crdsChart }: MariaDbOperatorArgs): Problem[] {
  if (chart?.path !== undefined || crdsChart?.path !== undefined) {
    return [];
  }
  const operator = chart?.version ?? charts.mariadbOperator.version;
  const crds = crdsChart?.version ?? charts.mariadbOperatorCrds.version;
  return operator === crds
    ? []
    : [
        problemOf(
          "chart.version",
          `is ${operator}, but crdsChart.version is ${crds}; set both to the same version`,
        ),
      ];
}

/** The form of the operator that would let immutable fields change, and one that names no namespace to watch. */
function scopeProblems({ currentNamespaceOnly, guarded, namespace }: MariaDbOperatorArgs): Problem[] {
  if (currentNamespaceOnly !== true) {
    return [];
  }
  const unguarded =
    "drops the operator's validating webhook, so that immutable fields and shrinking volumes are no longer refused; " +
    "remove it, or set guarded: true where the deletion guard is on";
  const nowhere =
    "without a namespace would watch mariadb-system, where no database is; set namespace to the databases' namespace";
  return [
    ...(guarded === true ? [] : [problemOf("currentNamespaceOnly", unguarded)]),
    ...(namespace === undefined ? [problemOf("currentNamespaceOnly", nowhere)] : []),
  ];
}

/** Settings of an installation of the operator. */
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
    // The chart adds its roles to Kubernetes' own: whoever is bound to `edit` in any namespace could then delete and
    // restore its databases, and nobody who grants `edit` would know.
    rbac: { aggregation: { enabled: false } },
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
  fixed("crds.enabled", "uninstalling the operator would delete the CRDs, and with them every MariaDB"),
  fixed(
    "currentNamespaceOnly",
    "the chart then drops the webhook that keeps immutable fields",
    "currentNamespaceOnly",
  ),
  fixed("webhook.enabled", "immutable fields and shrinking volumes would no longer be refused"),
  fixed("webhook.cert.certManager.enabled", oneCertificate, "certManager"),
  fixed("certController.enabled", oneCertificate, "certManager"),
];
