import { fixed, monitorInterval, monitorLabels, type FixedValue } from "../chart/values";
import { controllerServiceAccount } from "../workload-identity";

/** Settings that decide the values of the chart `external-secrets`. */
export interface ExternalSecretsValuesArgs {
  highAvailability: boolean;
  pushSecrets: boolean;
  monitoring: boolean;
  /** Whether the controller may make tokens of every ServiceAccount in the cluster. */
  anyServiceAccount: boolean;
  serviceAccountAnnotations: Record<string, string>;
  scopedNamespace?: string | undefined;
}

/**
 * The values of the chart `external-secrets`: only what differs from the chart's defaults or must never follow them,
 * and never a secret. Source: values.yaml of chart 2.9.0, the newest that was read; 2.10.0 is pinned.
 */
export function externalSecretsValues(args: ExternalSecretsValuesArgs): Record<string, unknown> {
  const replicas = args.highAvailability ? 2 : 1;
  const podDisruptionBudget = { enabled: args.highAvailability, minAvailable: 1 };
  return {
    installCRDs: true,
    // Without the annotation Helm deletes the CRDs on uninstall, and with them every ExternalSecret.
    crds: { annotations: { "helm.sh/resource-policy": "keep" }, conversion: { enabled: false } },
    replicaCount: replicas,
    // Also with one replica: during a rolling update there are two, and both would write the same Secret.
    leaderElect: true,
    podDisruptionBudget,
    resources: resources("128Mi", "512Mi"),
    serviceAccount: {
      create: true,
      name: controllerServiceAccount,
      annotations: args.serviceAccountAnnotations,
    },
    ...leastPrivilege(args),
    webhook: {
      create: true,
      replicaCount: replicas,
      // An ExternalSecret that was not validated could name any policy.
      failurePolicy: "Fail",
      podDisruptionBudget,
      resources: resources("64Mi", "256Mi"),
    },
    // The chart gives it no leader election, and an hour without it costs nothing: it only renews a certificate.
    certController: { create: true, replicaCount: 1, resources: resources("128Mi", "256Mi") },
    // The chart's default leaves the monitor out without a message where its CRD is missing. The chart checks the mode
    // also when no monitor is wanted, so it is set only when one is.
    serviceMonitor: args.monitoring
      ? { enabled: true, ...monitorInterval, additionalLabels: monitorLabels, renderMode: "failIfMissing" }
      : { enabled: false },
  };
}

/** Values that restrict the operator. */
function leastPrivilege({ pushSecrets, anyServiceAccount, scopedNamespace }: ExternalSecretsValuesArgs) {
  return {
    // Cluster-wide kinds let one object write into every environment.
    processClusterExternalSecret: false,
    processClusterStore: false,
    processClusterGenerator: false,
    processClusterPushSecret: false,
    processPushSecret: pushSecrets,
    genericTargets: { enabled: false },
    rbac: {
      serviceAccountTokenCreate: anyServiceAccount,
      // Anyone who can edit a namespace could otherwise point a store at other secrets. Stores are changed in Git.
      aggregateToEdit: false,
      aggregateToAdmin: false,
      servicebindings: { create: false },
    },
    ...(scopedNamespace === undefined ? {} : { scopedNamespace, scopedRBAC: true }),
  };
}

/** No limit of CPU: a throttled webhook times out, and with it every change of a secret. */
function resources(request: string, limit: string) {
  return { requests: { cpu: "50m", memory: request }, limits: { memory: limit } };
}

/** The values of the chart `external-secrets` that a user cannot change. */
export const fixedExternalSecretsValues: readonly FixedValue[] = [
  fixed(
    ["crds", "annotations", "helm.sh/resource-policy"],
    "uninstalling would delete the CRDs, and with them every ExternalSecret",
  ),
  fixed("leaderElect", "two controllers would write one Secret during an update"),
  fixed("webhook.create", "ExternalSecrets would not be validated"),
  fixed("webhook.failurePolicy", "ExternalSecrets would not be validated while the webhook is down"),
  fixed("processClusterExternalSecret", "one object could write Secrets into every namespace"),
  fixed("processClusterPushSecret", "one object could push the Secrets of every namespace"),
  fixed("processPushSecret", "cluster Secrets could overwrite those in the store", "pushSecrets"),
  fixed("genericTargets.enabled", "an ExternalSecret could write objects of any kind"),
  fixed("rbac.serviceAccountTokenCreate", "the operator could act as any ServiceAccount", "serviceAccounts"),
  fixed("serviceAccount.create", "roles refer to the ServiceAccount of the chart"),
  fixed("serviceAccount.name", "roles refer to the ServiceAccount by this name"),
  fixed("scopedNamespace", "rights and scope must change together", "scopedNamespace"),
  fixed("scopedRBAC", "rights and scope must change together", "scopedNamespace"),
  fixed("namespaceOverride", "roles refer to the namespace of the component", "namespace"),
];
