/**
 * What the rules are measured against: the numbered list of policies (POL), the rules that public policy sets have for
 * this subject (PAR), and those that none of them has (BEY). `answers` of a rule names these ids.
 */

/** One requirement. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
}

/** The titles of one list, in the order of their numbers. */
function numbered(prefix: string, titles: readonly string[]): readonly Requirement[] {
  return titles.map((title, index) => ({ id: `${prefix}-${String(index + 1).padStart(2, "0")}`, title }));
}

const policies = numbered("POL", [
  "A delivery of data never prunes",
  "Deleting a delivery deletes no data",
  "Production syncs by hand",
  "Staging does not self-heal",
  "An empty source deletes nothing",
  "Staging and production follow a tag or a commit",
  "An Application has a project of its own",
  "No sync option that replaces, forces or skips validation",
  "Retries end",
  "Ignored differences are respected during a sync",
  "No API group or version that is gone",
  "No field that the operator does not know",
  "Deleting a Database, User or Grant drops nothing",
  "Volumes outlive their claims and servers",
  "A Galera cluster has a quorum",
  "No several servers without replication",
  "Storage does not shrink",
  "Requests and limits are set, and the buffer pool fits",
  "Servers sit on different nodes and have a disruption budget",
  "Each database server has a scheduled backup",
  "No secret in plain text",
  "Each Secret has one producer",
  "External secrets are refreshed and never delete their Secret",
  "A sealed secret belongs to one namespace",
  "A migration runs once, bounded and unprivileged",
  "No user may do everything",
  "Images are pinned",
  "Charts are pinned",
  "No canary or autoscaler on a database",
  "The health of a StatefulSet is not redefined",
  "A NetworkPolicy covers the databases",
  "Pulumi protects the data of production",
  "No finalizer is written by hand",
  "Sync waves follow the dependencies",
  "Flux waits, and for long enough",
]);

const parity = numbered("PAR", [
  "An Application has either a path or a chart, and either a server's name or its address",
  "No Application is in the project default",
  "The project of an Application does not change",
  "An ApplicationSet is named after its project",
  "An AppProject restricts cluster-scoped kinds",
  "Applications and projects are in Argo CD's namespace",
  "Argo CD's ConfigMap carries the part-of label that Argo CD looks for",
  "Objects are valid against their CRDs",
  "Sources come from a list of repositories",
  "Destinations come from a list of clusters and namespaces",
  "Flux sources belong to a trusted organisation",
  "A Kustomization and a HelmRelease name a ServiceAccount",
  "No Flux reference crosses namespaces",
  "The images of the controllers are signed",
  "A claim and a StatefulSet name a StorageClass",
  "The reclaim policy of a StorageClass is the wanted one",
  "A claim is mounted by one node or pod",
  "A StatefulSet requests storage",
  "A StatefulSet has a headless Service",
  "A disruption budget exists",
  "A disruption budget allows some disruption, and not all",
  "Replicas are spread over nodes",
  "No volume on the host's path",
  "No data in an emptyDir",
  "Replicas are enough for a disruption",
  "A label protects objects from change and deletion",
  "A namespace can be frozen",
  "Changes happen in a window",
  "Rights to delete are few and watched",
  "Production runs what staging has run",
  "A production workload has a backup",
  "A namespace says how it is backed up",
  "Backups are as frequent as the recovery point asks",
  "Several copies of a backup, one of them off the cluster",
  "Backups are in a place where nobody can change them",
  "Backups are kept for a minimum time",
  "Every volume is in a backup",
  "Schedules are valid, and a CronJob has deadline, concurrency and restart policies",
  "No restore into a protected namespace",
  "No credentials in a ConfigMap",
  "No credentials in literal environment variables",
  "No text of the shape of a known token",
  "Secrets are mounted as files",
  "Secrets come from an external store",
  "A store's keys are scoped to a namespace, and no role reads every Secret",
  "No image tag latest",
  "Images have a digest",
  "Images come from a list of registries",
  "A database's memory request is its limit",
  "A database's Service stays inside, and a NetworkPolicy covers its pods",
]);

const beyond = numbered("BEY", [
  "The Application of a production database does not prune, or only when confirmed",
  "Both Prune and Delete are switched off, for the Application as a whole",
  "No Replace=true, Force=true or Validate=false",
  "allowEmpty is false",
  "No cascade finalizer on the Application of a production database",
  "The revision of production is pinned",
  "Ignored differences come with RespectIgnoreDifferences=true",
  "A shared object fails the sync",
  "Argo CD tracks by annotation",
  "An ApplicationSet preserves its resources and deletes nothing",
  "A project has no wildcard for repositories or destinations, and production a sync window",
  "A migration hook is PreSync, stays for inspection, has a deadline and a versioned name",
  "A database's Kustomization does not prune or orphans, and the objects say so themselves",
  "A failed upgrade of a HelmRelease does not uninstall",
  "A failed installation of a HelmRelease does not uninstall",
  "A renamed chart is upgraded in place",
  "No cleanup on failure and no forced upgrade of a HelmRelease",
  "Drift of a production HelmRelease is shown and not corrected",
  "Flux waits with a timeout",
  "The retention of claims is Retain, for a StatefulSet and for a MariaDB",
  "Claims are protected from their creation on",
  "The cleanup policy of Database, User and Grant is Skip",
  "CRDs are kept, apart from the operator and from the databases",
  "A server has backups and binary logs off the cluster, under a prefix of its environment",
  "A restore drill exists and is recent",
  "The root password is neither generated by a chart nor inline",
  "Sealed secrets are strict, and their key is backed up",
  "An ExternalSecret retains its Secret",
  "Pulumi protects namespaces, storage classes and deliveries of databases",
  "Production's migrations are among those of staging, with the same checksums",
]);

/** All requirements. */
export const requirements: readonly Requirement[] = [...policies, ...parity, ...beyond];

/** Policy sets whose rules `answers` and `contradicts` may name, as "<set>/<rule>". */
const publicSets = [
  "checkov",
  "datree",
  "flux2-multi-tenancy",
  "gatekeeper",
  "kics",
  "kube-linter",
  "kube-score",
  "kubescape",
  "kyverno",
  "lunar",
  "polaris",
  "pulumi",
  "trivy",
];

/** Why no rule answers a requirement: the sentences stand in the table in place of a rule. */
export const unanswered: Readonly<Record<string, string>> = {
  "PAR-08":
    "No rule: the [schema](../review.md#schema) check of the review does it, and the API server. A rule sees an object, " +
    "not its CRD.",
  "PAR-14":
    "No rule: a signature can only be verified against the registry, by an admission controller on the cluster. The " +
    "package pins every chart and image that it installs.",
  "PAR-27":
    "No rule: a freeze is a decision for some days. A window of kind `deny` in `syncWindows`, or `spec.suspend` of a " +
    "Kustomization, is how to write it.",
  "PAR-32":
    "No rule: a backup belongs to a server here and not to a namespace, see [backup-required](backup-required.md).",
  "PAR-43":
    "No rule: the operator and the server's image take passwords from variables that refer to a Secret. That they refer " +
    "to one is what [no-secret-in-config](no-secret-in-config.md) asks.",
  "PAR-44":
    "No rule: a SealedSecret is as good as a store. That nothing is in clear is what " +
    "[no-plain-secrets](no-plain-secrets.md) asks.",
  "PAR-49":
    "No rule: a restore or a large sort needs more memory than the server requests. The buffer pool must fit the request, " +
    "see [resources-required](resources-required.md).",
  "BEY-25":
    "No rule: no manifest shows that restored data was read by somebody. A date in an annotation would only claim it.",
};

/**
 * Whether an id is one that a rule may answer: a requirement, a failure path of the engines (PATH-01 to PATH-36, with
 * 10b to 10d), a trap of the operator (OPS-01 to OPS-16, OPS-A1 to OPS-A13), or a public rule.
 */
export function isAnswerable(id: string): boolean {
  return (
    requirements.some((requirement) => requirement.id === id) ||
    /^PATH-(0[1-9]|[12]\d|3[0-6]|10[b-d])$/.test(id) ||
    /^OPS-(0[1-9]|1[0-6]|A[1-9]|A1[0-3])$/.test(id) ||
    isPublicRule(id)
  );
}

/** Whether an id names a rule of a public policy set. */
export function isPublicRule(id: string): boolean {
  return publicSets.some((set) => id.startsWith(`${set}/`) && /^[\w-]+\/[\w.-]+$/.test(id));
}
