import type { Input } from "@pulumi/pulumi";

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
  readOnlyGroups: Input<string>[];
  syncGroups: Input<string>[];
  syncWindows: SyncWindow[];
}

/** The kinds that a database repository may hold; everything else in it is refused at sync. */
const allowedKinds = [
  ...["MariaDB", "Database", "User", "Grant", "Backup", "PhysicalBackup", "PointInTimeRecovery"].map(
    (kind) => ({
      group: "k8s.mariadb.com",
      kind,
    }),
  ),
  ...["MaxScale", "Connection", "ExternalMariaDB"].map((kind) => ({ group: "k8s.mariadb.com", kind })),
  { group: "external-secrets.io", kind: "SecretStore" },
  { group: "external-secrets.io", kind: "ExternalSecret" },
  { group: "bitnami.com", kind: "SealedSecret" },
  { group: "", kind: "ConfigMap" },
  { group: "", kind: "ServiceAccount" },
];

/**
 * The AppProject of one environment's databases, as a plain object.
 *
 * Restore and SqlJob are not among its kinds: they act once, and an object in Git is applied again whenever it is
 * recreated. Cluster-scoped kinds are absent, so no repository can bring a CRD, a Namespace or a ClusterRole.
 */
export function projectManifest(args: ProjectManifestArgs) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: {
      name: args.name,
      namespace: args.argocdNamespace,
      labels: args.labels,
      // Argo CD then keeps the project as long as an Application refers to it. It deletes nothing else.
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: {
      description: "Databases under GitOps: allow-listed source, destination and kinds",
      sourceRepos: args.sourceRepositories,
      destinations: [args.destination],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: allowedKinds,
      // A kept object that Git no longer declares shows up as an orphan. Secrets never come from Git in clear.
      orphanedResources: { warn: true, ignore: [{ group: "", kind: "Secret" }] },
      roles: roles(args),
      ...(args.syncWindows.length > 0 ? { syncWindows: args.syncWindows } : {}),
    },
  };
}

/** Who may look and who may sync. Nobody gets delete or override from a project: the denials say so even beside a wider role. */
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
