import { environmentLabel } from "../../safety/labels";
import { fixed, monitorInterval, monitorLabels, type FixedValue } from "../chart/values";
import { healthChecks } from "./argocd-health";
import { oidcConfig, rbacConfig, type ArgoCdRbacArgs, type PlainOidc } from "./argocd-login";
import { atLeast } from "./argocd-version";

/** The settings in the ConfigMap `argocd-cm`. */
interface ConfigArgs {
  /** The Argo CD that reads the settings. */
  version: string;
  reconciliationTimeout: string;
  installationId: string | undefined;
  localAdmin: boolean;
  url: string | undefined;
  oidc: PlainOidc | undefined;
}

/** The settings of the chart: plain values, and no secret, because the release stores chart values in plaintext. */
export interface ArgoCdValuesArgs extends ConfigArgs {
  highAvailability: boolean;
  monitoring: boolean;
  rbac: ArgoCdRbacArgs;
  /** Values below `configs.secret`: references to webhook secrets. */
  webhooks: Record<string, unknown>;
  /** Values below `notifications`. */
  notifications: Record<string, unknown>;
}

/** The values of the chart `argo-cd`: what differs from the chart's defaults. Source: values.yaml of the pinned chart. */
export function argoCdValues(args: ArgoCdValuesArgs): Record<string, unknown> {
  const replicated = args.highAvailability ? twoReplicas : {};
  return {
    crds: { install: true, keep: true },
    // Single sign-on goes to the provider directly.
    dex: { enabled: false },
    redisSecretInit: { enabled: false },
    // The settings are those of this version, whichever image the chart names.
    global: { image: { tag: args.version } },
    ...(args.highAvailability ? { "redis-ha": { enabled: true } } : {}),
    configs: {
      cm: configMap(args),
      // The server gets the same as a flag below; this shows it to readers of the ConfigMap.
      params: { "server.sync.replace.allowed": false },
      rbac: rbacConfig(args.rbac),
      secret: args.webhooks,
    },
    controller: {
      // It shards by cluster: a second one would own nothing, and a disruption budget for one only blocks drains.
      replicas: 1,
      // Without these no metric tells that an Application cannot be compared, or leaves orphans behind.
      extraArgs: [`--metrics-application-conditions=${conditions.join(",")}`],
      metrics: {
        ...metrics(args.monitoring),
        applicationLabels: { enabled: true, labels: [environmentLabel] },
      },
    },
    server: {
      ...replicated,
      // As a flag too: a server that does not know a flag stops, but it ignores a key of argocd-cmd-params-cm.
      extraArgs: ["--sync-with-replace-allowed=false"],
      clusterRoleRules: { enabled: true, rules: serverRules },
      metrics: metrics(args.monitoring),
    },
    repoServer: { ...replicated, metrics: metrics(args.monitoring) },
    applicationSet: {
      ...replicated,
      // No generator that returns nothing, for whatever reason, may delete an Application.
      extraArgs: ["--policy=create-update"],
      metrics: metrics(args.monitoring),
    },
    notifications: { ...args.notifications, metrics: metrics(args.monitoring, {}) },
  };
}

/** Two replicas, of which a planned disruption takes one at a time. */
const twoReplicas = { replicas: 2, pdb: { enabled: true, maxUnavailable: 1 } };

/** Conditions of an Application that become a metric. */
const conditions = [
  "ComparisonError",
  "InvalidSpecError",
  "SyncError",
  "DeletionError",
  "OrphanedResourceWarning",
];

/**
 * The rights of Argo CD's API server in the cluster: read only. The chart's rules let it delete and patch everything, and
 * up to Argo CD 3.4 a delete in the UI uses them.
 */
const serverRules = [
  { apiGroups: ["*"], resources: ["*"], verbs: ["get"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list"] },
  { apiGroups: ["argoproj.io"], resources: ["applications", "applicationsets"], verbs: ["list", "watch"] },
];

/** Metrics of one component. The Services cost nothing; a ServiceMonitor needs its CRD. */
function metrics(monitoring: boolean, scrape: object = monitorInterval): Record<string, unknown> {
  const serviceMonitor = { enabled: true, ...scrape, additionalLabels: monitorLabels };
  return { enabled: true, ...(monitoring ? { serviceMonitor } : {}) };
}

/**
 * The keys of `argocd-cm` that differ from Argo CD's defaults, or that must not change with them. Source: the settings
 * that the pinned version reads.
 */
function configMap(args: ConfigArgs): Record<string, string> {
  return {
    // With label tracking, an Application named like a MariaDB would own, and prune, the operator's PVCs.
    "application.resourceTrackingMethod": "annotation",
    // Two Argo CDs with equally named Applications would otherwise each track the other's objects as their own.
    ...(args.installationId === undefined ? {} : { installationID: args.installationId }),
    "timeout.reconciliation": args.reconciliationTimeout,
    "admin.enabled": String(args.localAdmin),
    ...oidcConfig(args.url, args.oidc),
    "exec.enabled": "false",
    // Syncs run as the project's ServiceAccount, which has no `delete`, and fail where a project names none.
    "application.sync.impersonation.enabled": "true",
    ...(atLeast(args.version, "3.5") ? { "application.sync.impersonation.enforced": "true" } : {}),
    // Otherwise everyone who may sync could sync any revision, also one that was not reviewed.
    "application.sync.requireOverridePrivilegeForRevisionSync": "true",
    "resource.respectRBAC": "normal",
    // GitHub sends no more; the default of 50 MB lets anyone fill the memory of the server.
    "webhook.maxPayloadSizeMB": "25",
    ...operatorWritten,
    ...healthChecks,
  };
}

const caBundle = "jqPathExpressions:\n  - '.webhooks[]?.clientConfig.caBundle'\n";

/** Fields of cluster objects that an operator writes at run time; those of a MariaDB are in its Application. */
const operatorWritten = Object.fromEntries(
  ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].map((kind) => [
    `resource.customizations.ignoreDifferences.admissionregistration.k8s.io_${kind}`,
    caBundle,
  ]),
);

const deletesMore = "without it, an Argo CD that prunes or cascades acts with rights to delete everything";
const ownVersion = "the settings and the protections are those of one version of Argo CD";
const ownConfig = "the settings of this component would not be written";

/** The values of the chart `argo-cd` that a user cannot change. Source: values.yaml of the pinned chart. */
export const fixedArgoCdValues: readonly FixedValue[] = [
  fixed("crds.keep", "uninstalling would delete the CRDs, and with them every Application and AppProject"),
  fixed(
    "redisSecretInit.enabled",
    "the Secret argocd-redis is written by this component, and the hook waits for a pod",
  ),
  fixed("namespaceOverride", "Applications would be in a namespace that Argo CD does not read", "namespace"),
  fixed("configs.cm.create", ownConfig),
  setting(
    "application.resourceTrackingMethod",
    "an Application named like a MariaDB would own, and prune, its volumes",
  ),
  setting("application.sync.impersonation.enabled", deletesMore),
  setting("application.sync.impersonation.enforced", deletesMore),
  setting(
    "application.sync.requireOverridePrivilegeForRevisionSync",
    "everyone who may sync could deploy a revision that was not reviewed",
  ),
  setting("exec.enabled", "everyone who may see a pod could run commands in it"),
  setting("admin.enabled", "an administrator without single sign-on could log in", "localAdmin"),
  setting("installationID", "objects would be tracked under another id", "installationId"),
  setting(
    "resource.customizations.health.apps_StatefulSet",
    "databases would be Healthy while they roll out",
  ),
  fixed("configs.rbac.create", ownConfig),
  fixed(
    ["configs", "rbac", "policy.default"],
    "everyone who logs in would get more than read access",
    "rbac",
  ),
  fixed(["configs", "rbac", "policy.csv"], "roles could delete databases' Applications", "rbac"),
  fixed("configs.secret.createSecret", "Helm would delete argocd-secret, and with it Argo CD's signing key"),
  fixed(
    "configs.secret.extra",
    "Helm empties argocd-secret, with Argo CD's signing key, when its last own key goes",
  ),
  fixed(
    "server.clusterRoleRules",
    "the API server of Argo CD could delete and patch everything in the cluster",
  ),
  {
    ...fixed("server.extraArgs", "a sync could replace an object, which deletes it first"),
    extensible: true,
  },
  {
    ...fixed("applicationSet.extraArgs", "a generator that returns nothing would delete Applications"),
    extensible: true,
  },
  ...["global", "controller", "server", "repoServer", "applicationSet"].map((part) =>
    fixed(`${part}.image.tag`, ownVersion, "version"),
  ),
];

/** A key of the ConfigMap `argocd-cm`, which contains dots. */
function setting(key: string, why: string, argument?: string): FixedValue {
  return fixed(["configs", "cm", key], why, argument);
}
