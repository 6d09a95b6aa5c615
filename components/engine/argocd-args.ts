import { goDurationSeconds } from "../../safety/duration";
import type { ChartArgs } from "../chart/args";
import { existingProblems, Installation } from "../installation";
import { problemOf, renamedProblems, type Problem } from "../problems";
import { versions } from "../versions";
import { oidcProblems, rbacProblems, type ArgoCdOidcArgs, type ArgoCdRbacArgs } from "./argocd-login";
import { notificationProblems, type ArgoCdNotificationsArgs } from "./argocd-notifications";
import { webhookProblems, type ArgoCdWebhookSecrets } from "./argocd-secrets";
import { defaultProtections, isVersion, tooOld, withV, type EngineProtection } from "./argocd-version";

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
   * Protections without which nothing is delivered. When Argo CD is too old for one, the update fails and says which.
   * When its version is unknown, the update fails only if this argument is set; otherwise it warns.
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
  highAvailability?: boolean;
  /**
   * Marks every tracked object with this id. Set it where several Argo CDs deliver into one cluster.
   *
   * @default none
   */
  installationId?: string;
  /**
   * Whether the local user `admin` may log in. It is not an emergency access: in the database projects it may look and sync.
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
  /** Single sign-on. Without it no one can log in, unless `localAdmin` is on. */
  oidc?: ArgoCdOidcArgs;
  /** Permissions. Without it everyone who can log in may read, and no one may change anything. */
  rbac?: ArgoCdRbacArgs;
  /** Secrets of the webhooks of Git hosts, kept in the Secret `argocd-webhook-secret` only. */
  webhookSecrets?: ArgoCdWebhookSecrets;
  /** Where Argo CD sends notifications. Without it no notifications controller runs. */
  notifications?: ArgoCdNotificationsArgs;
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
export function argoCdProblems(args: ArgoCdArgs): Problem[] {
  const { installation, reconciliationTimeout, url, oidc, rbac, webhookSecrets, notifications } = args;
  return [
    ...(installation === Installation.Existing
      ? existingProblems(args, ["installation", "namespace", "version", "requiredProtections"])
      : renamedProblems(args, { ha: "highAvailability" })),
    ...versionProblems(args),
    ...timeoutProblems(reconciliationTimeout),
    ...oidcProblems(url, oidc),
    ...rbacProblems(rbac ?? {}),
    ...(webhookSecrets === undefined ? [] : webhookProblems(webhookSecrets)),
    ...(notifications === undefined ? [] : notificationProblems(notifications)),
  ];
}

function timeoutProblems(timeout = "120s"): Problem[] {
  return (goDurationSeconds(timeout) ?? -1) >= 0
    ? []
    : [problemOf("reconciliationTimeout", `is "${timeout}"; set a Go duration such as 120s`)];
}

/** The version of an existing Argo CD may be unknown here; its ConfigMap tells it later. */
function versionProblems(args: ArgoCdArgs): Problem[] {
  const { installation, chart, requiredProtections = defaultProtections } = args;
  const existing = installation === Installation.Existing;
  const version = existing ? args.version : installedVersion(args);
  if (version === undefined) {
    return [];
  }
  const problem = isVersion(version)
    ? tooOld(version, requiredProtections)
    : `version is "${version}"; set a version such as v3.5.7`;
  const reasons = problem === undefined ? [] : [problem];
  if (
    !existing &&
    chart?.version === undefined &&
    chart?.path === undefined &&
    version !== versions.argoCd.app
  ) {
    reasons.push(
      `version is "${version}", but the pinned chart has the CRDs of ${versions.argoCd.app}; set chart.version to a ` +
        "chart of that Argo CD, or remove version",
    );
  }
  return reasons.map((reason) => ({ propertyPath: "version", reason }));
}

/** The version that an installation of our own has, as images are tagged. */
export function installedVersion({ version = versions.argoCd.app }: ArgoCdArgs): string {
  return withV(version);
}
