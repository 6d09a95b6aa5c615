import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../options";
import type { Environment } from "../environments";
import { deliveryLabels, protectionOptions } from "../protection";
import { deliveredKinds } from "./kinds";
import { syncServiceAccount } from "./namespace-access";

/** When Argo CD may sync, or must not. Times are in UTC unless `timeZone` says otherwise. */
export interface SyncWindow {
  /** `allow` or `deny`; a deny window wins over an allow window. */
  kind: pulumi.Input<string>;
  /** Start, as a cron expression with five fields. */
  schedule: pulumi.Input<string>;
  /** Length, as a Go duration such as `2h`. */
  duration: pulumi.Input<string>;
  /**
   * Whether a person may sync manually although the window forbids it.
   *
   * @default false
   */
  manualSync?: pulumi.Input<boolean>;
  /**
   * IANA name of the time zone.
   *
   * @default "UTC"
   */
  timeZone?: pulumi.Input<string>;
}

/** Who may look and sync, and when. */
export interface ProjectAccessArgs {
  /**
   * Groups of the identity provider that may look at the Applications.
   *
   * @default []
   */
  readOnlyGroups?: pulumi.Input<string>[];
  /**
   * Groups that may look and start a sync. They cannot delete, override or force.
   *
   * @default []
   */
  syncGroups?: pulumi.Input<string>[];
  /**
   * When Argo CD may sync. A window freezes changes; it does not stop a deletion.
   *
   * @default none, so that syncs are always allowed
   */
  syncWindows?: SyncWindow[];
}

/** Arguments of `DatabaseProject`. */
export interface DatabaseProjectArgs extends ProjectAccessArgs {
  /** The environment whose databases the project delivers. */
  environment: Environment;
  /** Git repositories that may be delivered, as exact URLs. */
  sourceRepositories: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Name of the AppProject.
   *
   * @default the component's name
   */
  projectName?: string;
  /** Namespace of the databases: the only place that the project may write to. */
  namespace: pulumi.Input<string>;
  /**
   * API server of the databases.
   *
   * @default "https://kubernetes.default.svc", the cluster that Argo CD runs in
   */
  destinationServer?: pulumi.Input<string>;
  /**
   * Namespace of Argo CD.
   *
   * @default "argocd"
   */
  argocdNamespace?: pulumi.Input<string>;
  /**
   * Whether Pulumi and the deletion guard protect the project in staging and production.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * An Argo CD AppProject for one environment's databases: one source list, one destination, an allow-list of kinds, a
 * sync identity and roles that cannot delete, and a warning for objects that Git no longer declares.
 *
 * In staging and production the project is kept on destroy and carries Argo CD's finalizer. In dev it has none, so
 * that a destroy never waits for an Argo CD that is not running.
 */
export class DatabaseProject extends pulumi.ComponentResource {
  /** Name of the AppProject, known once it exists. */
  public readonly project: pulumi.Output<string>;

  constructor(name: string, args: DatabaseProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseProject", name, {}, opts);
    const projectName = args.projectName ?? name;
    const protection = protectionOptions(args.environment, args.deletionProtection);
    const project = new k8s.apiextensions.CustomResource(
      `${name}-project`,
      projectManifest({
        name: projectName,
        argocdNamespace: args.argocdNamespace ?? "argocd",
        labels: deliveryLabels(args.environment),
        sourceRepositories: args.sourceRepositories,
        destination: {
          server: args.destinationServer ?? "https://kubernetes.default.svc",
          namespace: args.namespace,
        },
        heldWhileUsed: protection.retainOnDelete,
        readOnlyGroups: args.readOnlyGroups ?? [],
        syncGroups: args.syncGroups ?? [],
        syncWindows: args.syncWindows ?? [],
      }),
      { ...childOptions(this, opts), ...protection },
    );
    this.project = after(project, projectName);
    this.registerOutputs({ project: this.project });
  }
}

/** Permissions of the AppProject of an environment's databases. */
export interface ProjectManifestArgs {
  name: string;
  argocdNamespace: pulumi.Input<string>;
  labels: Record<string, string>;
  sourceRepositories: pulumi.Input<pulumi.Input<string>[]>;
  destination: { server: pulumi.Input<string>; namespace: pulumi.Input<string> };
  /** Whether Argo CD refuses to let the project go as long as an Application refers to it. */
  heldWhileUsed: boolean;
  readOnlyGroups: pulumi.Input<string>[];
  syncGroups: pulumi.Input<string>[];
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
  const role = (role: string, groups: pulumi.Input<string>[], allowed: string[]) => ({
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
