/** A namespaced kind of the Kubernetes API: its group, its name and the plural that RBAC and paths use. */
export interface Kind {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

const mariadb = (kind: string, plural: string): Kind => ({ group: "k8s.mariadb.com", kind, plural });

/**
 * The kinds that a database repository may hold: the AppProject refuses every other one, and the sync identity may
 * write no other one.
 *
 * Restore and SqlJob are not among them: they act once, and an object in Git is applied again whenever it is
 * recreated. Cluster-scoped kinds are absent, so no repository can bring a CRD, a Namespace or a ClusterRole.
 */
export const deliveredKinds: readonly Kind[] = [
  mariadb("MariaDB", "mariadbs"),
  mariadb("Database", "databases"),
  mariadb("User", "users"),
  mariadb("Grant", "grants"),
  mariadb("Backup", "backups"),
  mariadb("PhysicalBackup", "physicalbackups"),
  mariadb("PointInTimeRecovery", "pointintimerecoveries"),
  mariadb("MaxScale", "maxscales"),
  mariadb("Connection", "connections"),
  mariadb("ExternalMariaDB", "externalmariadbs"),
  { group: "external-secrets.io", kind: "SecretStore", plural: "secretstores" },
  { group: "external-secrets.io", kind: "ExternalSecret", plural: "externalsecrets" },
  { group: "bitnami.com", kind: "SealedSecret", plural: "sealedsecrets" },
  { group: "", kind: "ConfigMap", plural: "configmaps" },
  { group: "", kind: "ServiceAccount", plural: "serviceaccounts" },
];

/** The kinds of the operator that Git must not hold, but that people look at. */
export const oneTimeKinds: readonly Kind[] = [mariadb("Restore", "restores"), mariadb("SqlJob", "sqljobs")];

/** Secrets: in Git only where Flux decrypts them with SOPS. */
export const secretKind: Kind = { group: "", kind: "Secret", plural: "secrets" };

/** One rule of a Role. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

/** Rules that allow the verbs on each of the kinds: one rule for each API group. */
export function rulesFor(kinds: readonly Kind[], verbs: readonly string[]): Rule[] {
  const groups = [...new Set(kinds.map(({ group }) => group))];
  return groups.map((group) => ({
    apiGroups: [group],
    resources: kinds.filter((kind) => kind.group === group).map(({ plural }) => plural),
    verbs: [...verbs],
  }));
}
