import { environmentLabel } from "../../safety/labels";
import { monitorInterval, monitorLabels } from "../chart/values";
import { rbacSettings, type ArgoCdRbacArgs } from "./argocd-rbac";
import { settings, type SettingsArgs } from "./argocd-settings";

/** What shapes the chart. Plain values only, and no secret: chart values end up in clear in the release. */
export interface ArgoCdValuesArgs extends SettingsArgs {
  ha: boolean;
  monitoring: boolean;
  rbac: ArgoCdRbacArgs;
  /** Values below `configs.secret`: references to webhook secrets. */
  webhooks: Record<string, unknown>;
  /** Values below `notifications`. */
  notifications: Record<string, unknown>;
}

/** The values of the chart `argo-cd`: what differs from the chart's defaults. Source: values.yaml of the pinned chart. */
export function argoCdValues(args: ArgoCdValuesArgs): Record<string, unknown> {
  const replicated = args.ha ? twoReplicas : {};
  return {
    crds: { install: true, keep: true },
    // Single sign-on goes to the provider directly.
    dex: { enabled: false },
    redisSecretInit: { enabled: false },
    // The settings are made for this version, whichever the chart brings.
    global: { image: { tag: args.version } },
    ...(args.ha ? { "redis-ha": { enabled: true } } : {}),
    configs: {
      cm: settings(args),
      // The server gets the same as a flag below. Whoever reads the ConfigMap sees it as well.
      params: { "server.sync.replace.allowed": false },
      rbac: rbacSettings(args.rbac),
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

/** Two of each, and never both away at once for a planned disruption. */
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
 * What the API server of Argo CD may do in the cluster with its own rights: look. The chart's rules let it delete and
 * patch everything, which up to Argo CD 3.4 is what carries out a delete in the UI.
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
