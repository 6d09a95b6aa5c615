import type { ChartArgs } from "../chart/args";
import type { Installation } from "../installation";
import type { ArgoCdOidcArgs } from "./argocd-oidc";
import type { ArgoCdRbacArgs } from "./argocd-rbac";
import type { EngineProtection } from "./argocd-version";
import type { ArgoCdWebhookSecrets } from "./argocd-webhooks";
import type { ArgoCdNotificationsArgs } from "./notifications/args";

/** Arguments of `ArgoCd`. */
export interface ArgoCdArgs extends ChartArgs {
  /**
   * Namespace of Argo CD. It shapes the chart, so it is a plain string that previews know.
   *
   * @default "argocd"
   */
  namespace?: string;
  /**
   * Whether to install Argo CD or to use the one that the cluster has. With an existing one the update fails when the
   * ConfigMap `argocd-cm` is not in the namespace, because then no Argo CD would ever read the Applications; the
   * arguments that configure an installation are refused, because its owner configures it.
   *
   * @default Installation.Install
   */
  installation?: Installation;
  /**
   * Version of Argo CD, such as "v3.5.7": of the existing installation, or of the images that are installed. Another
   * one than the pinned needs its own `chart`, because the chart brings the CRDs.
   *
   * @default when installing, the version that this package pins; else the label `app.kubernetes.io/version` of the
   * ConfigMap `argocd-cm`
   */
  version?: string;
  /**
   * Protections without which nothing may be delivered. When the Argo CD is too old for one, the update fails and
   * says which. When nobody knows its version, it fails only if this argument was given, else it warns.
   *
   * @default [EngineProtection.AppLevelOptions]
   */
  requiredProtections?: EngineProtection[];
  /**
   * How often Argo CD looks at Git, as a Go duration. A webhook makes it immediate.
   *
   * @default "120s" plus Argo CD's own jitter of up to 60 s
   */
  reconciliationTimeout?: string;
  /**
   * Two replicas of the API server, the repository server and the ApplicationSet controller with disruption budgets,
   * and Redis with failover. It needs three nodes. The application controller stays single: it shards by cluster.
   *
   * @default false
   */
  ha?: boolean;
  /**
   * Marks every tracked object with this id. Set it where several Argo CDs deliver into one cluster.
   *
   * @default none
   */
  installationId?: string;
  /**
   * Whether the local user `admin` may log in. It is no break-glass: in the database projects it may look and sync.
   *
   * @default false
   */
  localAdmin?: boolean;
  /**
   * URL of Argo CD's UI, for logins and for links in notifications. Nothing is exposed by it.
   *
   * @default none
   */
  url?: string;
  /** Single sign-on. Without it nobody logs in, unless `localAdmin` is on. */
  oidc?: ArgoCdOidcArgs;
  /** Who may do what. Without it everybody who can log in may read, and nobody may change anything. */
  rbac?: ArgoCdRbacArgs;
  /** Secrets of the webhooks of Git hosts, kept in the Secret `argocd-webhook-secret` only. */
  webhookSecrets?: ArgoCdWebhookSecrets;
  /** Who is told what. Without it no notifications controller runs. */
  notifications?: ArgoCdNotificationsArgs;
}

/** The arguments that only an installation of our own can honour. */
export const installArguments = [
  "chart",
  "values",
  "monitoring",
  "mirror",
  "reconciliationTimeout",
  "ha",
  "installationId",
  "localAdmin",
  "url",
  "oidc",
  "rbac",
  "webhookSecrets",
  "notifications",
] as const satisfies readonly (keyof ArgoCdArgs)[];
