/**
 * Updates that take a protection away from objects of one kind.
 */
import { weakening, type Weakening } from "./every-kind";
import { account, bucket, definition, myCnf, type GuardedKind } from "./objects";

const owner = (apiVersion: string, kind: string) => ({
  metadata: {
    ownerReferences: [{ apiVersion, kind, name: "gone", uid: "00000000-0000-0000-0000-000000000000" }],
  },
});
const sql = [
  weakening("cleanupPolicy Delete", { spec: { cleanupPolicy: "Delete" } }, /cleanupPolicy from Skip/),
];
const referring = [
  weakening("another server", { spec: { mariaDbRef: { name: "other" } } }, /points it at another server/),
  weakening(
    "a server of another namespace",
    { spec: { mariaDbRef: { namespace: "elsewhere" } } },
    /points it at another server/,
  ),
  weakening("a server elsewhere", { spec: { mariaDbRef: { kind: "ExternalMariaDB" } } }, /another server/),
];
const named = [
  ...sql,
  ...referring,
  weakening("an owner", owner("k8s.mariadb.com/v1alpha1", "MariaDB"), /an owner with which/),
];
const neverRuns = /schedule that never runs/;
const backups = [
  ...referring,
  weakening("an argument", { spec: { args: ["--no-data"] } }, /leave something out/),
  weakening("a shortened argument", { spec: { args: ["--verbose", "--no-d"] } }, /leave something out/),
  weakening("an argument with a command", { spec: { args: ["--verbose; true"] } }, /leave something out/),
  ...[
    "0 2 31 2 *",
    "0 2 30,31 FEB *",
    "0 2 31 4,6 *",
    "@yearly",
    "0 2 1 1 *",
    "@every 8760h",
    "never",
    "",
  ].map((cron) => weakening(`the schedule "${cron}"`, { spec: { schedule: { cron } } }, neverRuns)),
  weakening("the schedule suspended", { spec: { schedule: { suspend: true } } }, /suspends the schedule/),
  weakening("the schedule removed", { spec: { schedule: null } }, /removes or suspends the schedule/),
  weakening("a shorter retention", { spec: { maxRetention: "719h59m59s" } }, /shorter time/),
  weakening(
    "a retention that nobody can read",
    { spec: { maxRetention: "90d" } },
    /no duration such as 720h/,
  ),
];
const places = [
  weakening(
    "another bucket",
    { spec: { storage: { s3: { bucket: "elsewhere" } } } },
    /puts the backups somewhere else/,
  ),
  weakening("another prefix", { spec: { storage: { s3: { prefix: "old" } } } }, /somewhere else/),
  weakening("no prefix", { spec: { storage: { s3: { prefix: null } } } }, /somewhere else/),
  weakening(
    "another endpoint",
    { spec: { storage: { s3: { endpoint: "minio.example.com" } } } },
    /somewhere/,
  ),
];
const emptyDir = { volume: { emptyDir: {} } };

const operations = [
  ["prunes", { prune: true }],
  ["prunes among other objects", { prune: true, resources: [{ kind: "ConfigMap", name: "x" }] }],
  ["forces", { syncStrategy: { apply: { force: true } } }],
  ["forces hooks", { syncStrategy: { hook: { force: true } } }],
  ["replaces", { syncOptions: ["Prune=false", "Replace=true"] }],
  ["forces by an option", { syncOptions: ["Force=true"] }],
  ["reads another source", { source: { repoURL: "https://example.com/other.git", path: "gitops" } }],
  ["reads other sources", { sources: [{ repoURL: "https://example.com/databases.git", path: "other" }] }],
].map(([what, sync]) =>
  weakening(`a sync that ${what as string}`, { operation: { sync } }, /starts a sync that prunes/),
);

/** What weakens objects of one kind, beside `everyKind`. */
export const byKind: Readonly<Record<GuardedKind, readonly Weakening[]>> = {
  MariaDB: [
    ...sql,
    weakening("cleanupPolicy removed", { spec: { cleanupPolicy: null } }, /cleanupPolicy from Skip/),
    weakening(
      "volumes deleted with it",
      { spec: { storage: { pvcRetentionPolicy: { whenDeleted: "Delete" } } } },
      /retention of the volumes to Delete/,
    ),
    weakening(
      "volumes deleted on scaling",
      { spec: { storage: { pvcRetentionPolicy: { whenScaled: "Delete" } } } },
      /retention of the volumes to Delete/,
    ),
    weakening("less storage", { spec: { storage: { size: "9000Mi" } } }, /storage smaller/),
    weakening("ephemeral storage", { spec: { storage: { ephemeral: true } } }, /storage ephemeral/),
    weakening("an owner", owner("k8s.mariadb.com/v1alpha1", "MariaDB"), /an owner with which/),
    weakening(
      "a backup to start from",
      { spec: { bootstrapFrom: { backupRef: { name: "old" } } } },
      /bootstrapFrom/,
    ),
    weakening(
      "a bucket to start from",
      { spec: { bootstrapFrom: { s3: bucket } } },
      /old backup over the server/,
    ),
    ...["datadir=/tmp/empty", "loose_datadir = /tmp", "innodb-force-recovery=6", "skip_grant_tables"].map(
      (line) => weakening(line, { spec: { myCnf: `${myCnf}${line}\n` } }, /start on other files/),
    ),
    weakening("!includedir", { spec: { myCnf: `!includedir /tmp\n${myCnf}` } }, /start on other files/),
    weakening("an argument", { spec: { args: ["--datadir=/tmp"] } }, /start on other files/),
    weakening("a command", { spec: { command: ["sleep", "infinity"] } }, /start on other files/),
    weakening(
      "a volume over the data",
      { spec: { volumeMounts: [{ name: "empty", mountPath: "/var/lib/mysql" }] } },
      /start on other files/,
    ),
    weakening(
      "an init container",
      {
        spec: {
          initContainers: [{ name: "empty", image: "busybox", command: ["rm", "-rf", "/var/lib/mysql"] }],
        },
      },
      /init container/,
    ),
    weakening(
      "a pod to start again from",
      { spec: { galera: { recovery: { enabled: true, forceClusterBootstrapInPod: "guarded-1" } } } },
      /data of that pod alone/,
    ),
    ...["mariadb:10.11.14", "mariadb:11.4.9", "mariadb:11.8.8", "mariadb:11.7", "mariadb", "mariadb:lts"].map(
      (image) => weakening(`the image ${image}`, { spec: { image } }, /older version of MariaDB/),
    ),
    weakening("no image", { spec: { image: null } }, /older version of MariaDB/),
    weakening(
      "a bare digest",
      { spec: { image: `mariadb@sha256:${"0".repeat(64)}` } },
      /older version of MariaDB/,
    ),
    weakening(
      "another storage class",
      { spec: { storage: { storageClassName: "fast" } } },
      /class of the storage/,
    ),
    weakening(
      "another Secret for root",
      { spec: { rootPasswordSecretKeyRef: { name: "other" } } },
      /password of root/,
    ),
    weakening("no archive", { spec: { pointInTimeRecoveryRef: null } }, /archive of the binary logs/),
  ],
  Database: [...named, weakening("another schema", { spec: { name: "other" } }, /another name in SQL/)],
  User: [...named, weakening("another host", { spec: { host: "10.0.0.%" } }, /another name in SQL/)],
  Grant: [
    ...named,
    weakening("another user", { spec: { username: "other" } }, /another name in SQL/),
    weakening("another table", { spec: { table: "orders" } }, /another name in SQL/),
  ],
  Backup: [
    ...backups,
    ...places,
    weakening("an emptyDir", { spec: { storage: { s3: null, ...emptyDir } } }, /somewhere else/),
    weakening("some databases", { spec: { databases: ["app"] } }, /leave something out/),
  ],
  PhysicalBackup: [
    ...backups,
    weakening(
      "an emptyDir",
      { spec: { storage: { persistentVolumeClaim: null, ...emptyDir } } },
      /somewhere else/,
    ),
    weakening("replicas alone", { spec: { target: "Replica" } }, /takes no backup any more/),
  ],
  PointInTimeRecovery: [
    ...places,
    weakening("another backup", { spec: { physicalBackupRef: { name: "other" } } }, /of another backup/),
  ],
  VolumeSnapshot: [
    weakening("an owner", owner("k8s.mariadb.com/v1alpha1", "PhysicalBackup"), /an owner with/),
  ],
  VolumeSnapshotContent: [
    weakening("deletion policy Delete", { spec: { deletionPolicy: "Delete" } }, /policy from Retain/),
  ],
  PersistentVolumeClaim: [
    weakening(
      "the label of a MaxScale",
      { metadata: { labels: { "app.kubernetes.io/name": "maxscale" } } },
      /claim of a MaxScale/,
    ),
    weakening("a Job as owner", owner("batch/v1", "Job"), /an owner with which/),
    weakening("a Backup as owner", owner("k8s.mariadb.com/v1alpha1", "Backup"), /an owner with which/),
  ],
  PersistentVolume: [
    weakening(
      "reclaim policy Delete",
      { spec: { persistentVolumeReclaimPolicy: "Delete" } },
      /policy from Retain/,
    ),
    weakening("no claim", { spec: { claimRef: null } }, /takes it from its claim/),
    weakening("another claim", { spec: { claimRef: { namespace: "elsewhere" } } }, /takes it from its claim/),
    weakening(
      "another uid of the claim",
      { spec: { claimRef: { uid: "22222222-2222-2222-2222-222222222222" } } },
      /takes it from its claim/,
    ),
  ],
  Secret: [
    weakening("a key removed", { data: { password: null } }, /removes a key/),
    weakening("a value emptied", { data: { password: "" } }, /removes a key or its value/),
    ...["\n", " \n\t", "\r\n\r\n", " ".repeat(7)].map((value) =>
      weakening(
        `the value ${JSON.stringify(value)}`,
        { data: { password: Buffer.from(value).toString("base64") } },
        /removes a key or its value/,
      ),
    ),
    weakening(
      "a label of cert-manager",
      { metadata: { labels: { "cert-manager.io/next-private-key": "true" } } },
      /key that cert-manager deletes/,
    ),
  ],
  Namespace: [],
  Application: [
    weakening("prune", { spec: { syncPolicy: { automated: { prune: true } } } }, /automated.prune/),
    weakening("allowEmpty", { spec: { syncPolicy: { automated: { allowEmpty: true } } } }, /allowEmpty/),
    weakening("no sync policy", { spec: { syncPolicy: null } }, /syncPolicy.syncOptions/),
    weakening(
      "Prune=true",
      { spec: { syncPolicy: { syncOptions: ["Prune=true", "Prune=false", "Delete=false"] } } },
      /syncPolicy.syncOptions/,
    ),
    weakening(
      "Force=true",
      { spec: { syncPolicy: { syncOptions: ["Prune=false", "Delete=false", "Force=true"] } } },
      /syncPolicy.syncOptions/,
    ),
    weakening(
      "the finalizer of the cascade",
      { metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io/background"] } },
      /adds the finalizer/,
    ),
    weakening("another project", { spec: { project: "default" } }, /another project/),
    weakening(
      "another cluster",
      { spec: { destination: { server: "https://elsewhere.example.com" } } },
      /spec\.destination/,
    ),
    weakening(
      "another namespace",
      { spec: { destination: { namespace: "elsewhere" } } },
      /spec\.destination/,
    ),
    weakening(
      "another repository",
      { spec: { source: { repoURL: "https://example.com/other.git" } } },
      /spec\.source/,
    ),
    weakening("another path", { spec: { source: { path: "elsewhere" } } }, /spec\.source/),
    weakening("a chart", { spec: { source: { path: null, chart: "databases" } } }, /spec\.source/),
    weakening(
      "other sources, which hide the one",
      { spec: { sources: [{ repoURL: "https://example.com/other.git", path: "gitops" }] } },
      /spec\.source/,
    ),
    weakening(
      "a hydrator of another path",
      {
        spec: {
          sourceHydrator: {
            drySource: {
              repoURL: "https://example.com/databases.git",
              path: "gitops",
              targetRevision: "main",
            },
            syncSource: { targetBranch: "hydrated", path: "elsewhere" },
          },
        },
      },
      /spec\.source/,
    ),
    ...operations,
  ],
  ApplicationSet: [
    weakening(
      "Applications deleted with what they delivered",
      { spec: { syncPolicy: { preserveResourcesOnDeletion: false } } },
      /lets it delete its Applications/,
    ),
    weakening(
      "Applications deleted",
      { spec: { syncPolicy: { applicationsSync: "sync" } } },
      /lets it delete its Applications/,
    ),
    weakening("no sync policy", { spec: { syncPolicy: null } }, /lets it delete its Applications/),
  ],
  AppProject: [
    weakening("no account", { spec: { destinationServiceAccounts: null } }, /destinationServiceAccounts/),
    weakening(
      "another account first",
      { spec: { destinationServiceAccounts: [account("admin"), account("mariadb-sync")] } },
      /destinationServiceAccounts/,
    ),
  ],
  Kustomization: [
    weakening("prune", { spec: { prune: true } }, /prune or force/),
    weakening("force", { spec: { force: true } }, /prune or force/),
    weakening("no deletionPolicy", { spec: { deletionPolicy: null } }, /deletionPolicy/),
    weakening("deletionPolicy Delete", { spec: { deletionPolicy: "Delete" } }, /deletionPolicy/),
    weakening("no account", { spec: { serviceAccountName: null } }, /serviceAccountName/),
    weakening("another account", { spec: { serviceAccountName: "admin" } }, /serviceAccountName/),
    weakening("other credentials", { spec: { kubeConfig: { secretRef: { name: "admin" } } } }, /kubeConfig/),
    weakening("a path", { spec: { path: "./elsewhere" } }, /delivers other objects/),
    weakening("another source", { spec: { sourceRef: { name: "other" } } }, /delivers other objects/),
    weakening(
      "another kind of source",
      { spec: { sourceRef: { kind: "OCIRepository" } } },
      /delivers other objects/,
    ),
    weakening(
      "a source in another namespace",
      { spec: { sourceRef: { namespace: "elsewhere" } } },
      /delivers other objects/,
    ),
    weakening("another namespace", { spec: { targetNamespace: "elsewhere" } }, /delivers other objects/),
    weakening("other names", { spec: { namePrefix: "new-" } }, /delivers other objects/),
    weakening("other endings", { spec: { nameSuffix: "-new" } }, /delivers other objects/),
  ],
  HelmRelease: [
    weakening(
      "uninstall as remediation",
      { spec: { upgrade: { remediation: { strategy: "uninstall" } } } },
      /uninstall the release after a failure/,
    ),
    weakening(
      "uninstall between retries",
      { spec: { install: { remediation: { retries: 3 } } } },
      /uninstall the release after a failure/,
    ),
    weakening(
      "uninstall after the last failure",
      { spec: { install: { remediation: { remediateLastFailure: true } } } },
      /uninstall the release after a failure/,
    ),
    weakening("another release", { spec: { releaseName: "other" } }, /install another one/),
    weakening("a target namespace", { spec: { targetNamespace: "elsewhere" } }, /install another one/),
    weakening("a storage namespace", { spec: { storageNamespace: "elsewhere" } }, /install another one/),
    weakening(
      "another chart by reinstalling",
      { spec: { upgrade: { chartNameChangeStrategy: "Reinstall" } } },
      /install another one/,
    ),
    weakening("other credentials", { spec: { kubeConfig: { secretRef: { name: "admin" } } } }, /kubeConfig/),
  ],
  CustomResourceDefinition: [
    weakening(
      "a version no longer served",
      { spec: { versions: withoutOldVersion() } },
      /stops serving a version/,
    ),
    weakening(
      "another stored version",
      { spec: { versions: withOtherStorage() } },
      /the version in which objects are stored/,
    ),
    weakening("no field that keeps data", { spec: { versions: withEmptySchema() } }, /drops a field/),
    weakening(
      "a webhook that converts",
      {
        spec: {
          conversion: {
            strategy: "Webhook",
            webhook: { conversionReviewVersions: ["v1"], clientConfig: { url: "https://192.0.2.1/convert" } },
          },
        },
      },
      /a webhook convert/,
    ),
  ],
};

type Versions = { schema: object }[];

/** The versions of the tests' CRD. */
function versions(): Versions {
  return (definition("guarded", "k8s.mariadb.com").object.spec as { versions: Versions }).versions;
}

/** The second one no longer served. */
function withoutOldVersion(): object[] {
  return versions().map((version, index) => (index === 0 ? version : { ...version, served: false }));
}

/** The second one stored instead of the first. */
function withOtherStorage(): object[] {
  return versions().map((version, index) => ({ ...version, storage: index === 1 }));
}

/** A schema that knows nothing of the spec. */
function withEmptySchema(): object[] {
  const openAPIV3Schema = { type: "object", properties: { spec: { type: "object" } } };
  return versions().map((version) => ({ ...version, schema: { openAPIV3Schema } }));
}
