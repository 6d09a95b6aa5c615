import type { Input } from "@pulumi/pulumi";

import { deliveredKinds } from "./kinds";
import { syncServiceAccount } from "./sync-identity-manifest";

/** When Argo CD may sync, or must not. Times are in UTC unless `timeZone` says otherwise. */
export interface SyncWindow {
  /** `allow` or `deny`; a deny window wins over an allow window. */
  kind: Input<string>;
  /** Start, as a cron expression with five fields. */
  schedule: Input<string>;
  /** Length, as a Go duration such as `2h`. */
  duration: Input<string>;
  /**
   * Whether a person may sync by hand although the window forbids it.
   *
   * @default false
   */
  manualSync?: Input<boolean>;
  /**
   * IANA name of the time zone.
   *
   * @default "UTC"
   */
  timeZone?: Input<string>;
}

/** What the AppProject of an environment's databases allows. */
export interface ProjectManifestArgs {
  name: string;
  argocdNamespace: Input<string>;
  labels: Record<string, string>;
  sourceRepositories: Input<Input<string>[]>;
  destination: { server: Input<string>; namespace: Input<string> };
  /** Whether Argo CD refuses to let the project go as long as an Application refers to it. */
  heldWhileUsed: boolean;
  readOnlyGroups: Input<string>[];
  syncGroups: Input<string>[];
  syncWindows: SyncWindow[];
}

/**
 * The AppProject of one environment's databases, as a plain object.
 *
 * Argo CD syncs as `mariadb-sync` of the databases' namespace, once impersonation is on. That account cannot delete:
 * a prune and a cascade then fail, whatever the Application and the objects say.
 */
export function projectManifest(args: ProjectManifestArgs) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: {
      name: args.name,
      namespace: args.argocdNamespace,
      labels: args.labels,
      // On a project, unlike on an Application, it deletes nothing. Only a running Argo CD removes it.
      ...(args.heldWhileUsed ? { finalizers: ["resources-finalizer.argocd.argoproj.io"] } : {}),
    },
    spec: {
      description: "Databases under GitOps: listed sources and kinds, one destination, no deletion",
      sourceRepos: args.sourceRepositories,
      destinations: [args.destination],
      destinationServiceAccounts: [{ ...args.destination, defaultServiceAccount: syncServiceAccount }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: deliveredKinds.map(({ group, kind }) => ({ group, kind })),
      // A kept object that Git no longer declares shows up as an orphan.
      orphanedResources: { warn: true, ignore: neverFromGit },
      roles: roles(args),
      ...(args.syncWindows.length > 0 ? { syncWindows: args.syncWindows.map(forEveryApplication) } : {}),
    },
  };
}

/** A window for the whole project. Argo CD ignores a window that selects no Application, cluster or namespace. */
function forEveryApplication(window: SyncWindow) {
  return { ...window, applications: ["*"] };
}

/** Objects of the namespace that Pulumi or a producer of Secrets writes: they are not what Git left behind. */
const neverFromGit = [
  { group: "", kind: "Secret" },
  { group: "", kind: "ResourceQuota" },
  { group: "", kind: "LimitRange" },
  { group: "", kind: "ServiceAccount", name: syncServiceAccount },
  { group: "networking.k8s.io", kind: "NetworkPolicy" },
  { group: "rbac.authorization.k8s.io", kind: "Role" },
  { group: "rbac.authorization.k8s.io", kind: "RoleBinding" },
];

/**
 * Who may look and who may sync. Nobody gets delete or override from a project. The denials bind these roles only: who
 * is also in a group with wider rights has those.
 */
function roles({ name, readOnlyGroups, syncGroups }: ProjectManifestArgs) {
  const role = (role: string, groups: Input<string>[], allowed: string[]) => ({
    name: role,
    groups,
    policies: [
      ...allowed.map((action) => policy(name, role, action, "allow")),
      ...["delete", "override", "action/*"].map((action) => policy(name, role, action, "deny")),
    ],
  });
  return [role("read-only", readOnlyGroups, ["get"]), role("sync", syncGroups, ["get", "sync"])];
}

/** One line of Argo CD's policy language for a role of the project. */
function policy(project: string, role: string, action: string, effect: string): string {
  return `p, proj:${project}:${role}, applications, ${action}, ${project}/*, ${effect}`;
}
