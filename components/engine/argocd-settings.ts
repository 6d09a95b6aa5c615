import { healthChecks } from "./health/checks";
import { oidcSettings, type PlainOidc } from "./argocd-oidc";
import { atLeast } from "./argocd-version";

/** What shapes the ConfigMap `argocd-cm`. */
export interface SettingsArgs {
  /** The Argo CD that reads the settings. */
  version: string;
  reconciliationTimeout: string;
  installationId: string | undefined;
  localAdmin: boolean;
  url: string | undefined;
  oidc: PlainOidc | undefined;
}

/**
 * The keys of `argocd-cm` that differ from Argo CD's defaults, or that must not change with them. Source: the settings
 * that the pinned version reads.
 */
export function settings(args: SettingsArgs): Record<string, string> {
  return {
    // With label tracking, an Application named like a MariaDB would own, and prune, the operator's PVCs.
    "application.resourceTrackingMethod": "annotation",
    // Two Argo CDs with equally named Applications would otherwise believe that they own each other's objects.
    ...(args.installationId === undefined ? {} : { installationID: args.installationId }),
    "timeout.reconciliation": args.reconciliationTimeout,
    "admin.enabled": String(args.localAdmin),
    ...oidcSettings(args.url, args.oidc),
    "exec.enabled": "false",
    // Syncs run as the project's ServiceAccount, which has no `delete`, and fail where a project names none.
    "application.sync.impersonation.enabled": "true",
    ...(atLeast(args.version, "3.5") ? { "application.sync.impersonation.enforced": "true" } : {}),
    // Whoever may sync could otherwise sync any revision, and with it one that never was reviewed.
    "application.sync.requireOverridePrivilegeForRevisionSync": "true",
    "resource.respectRBAC": "normal",
    // GitHub sends no more; the default of 50 MB lets anybody fill the memory of the server.
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
