/**
 * Updates that everybody needs, and that the guard must not stand in the way of.
 */
import { account, bucket, myCnf, type GuardedKind } from "./objects";

const syncOptions = "argocd.argoproj.io/sync-options";
const annotated = (annotations: object) => ({ metadata: { annotations } });
const labelled = (labels: object) => ({ metadata: { labels } });

const finalizer = { metadata: { finalizers: ["guard-tests.mariadb-gitops.dev/hold"] } };
const schedules = [
  "0 3 * * *",
  "*/15 1-5 * * *",
  "0 2 1,15 * *",
  "0 2 31 * *",
  "0 2 */2 * *",
  "5 4 * * MON-fri",
  "0 2 30 * sun",
  "@daily",
  "@every 6h",
];
const backups = [
  ...schedules.map((cron) => ({ spec: { schedule: { cron } } })),
  { spec: { maxRetention: "1440h" } },
  { spec: { args: ["--verbose", "--single-transaction", "--max-allowed-packet=64M"] } },
  {
    spec: { mariaDbRef: { waitForIt: false }, compression: "gzip", resources: { limits: { memory: "1Gi" } } },
  },
  // What the operator fills in.
  { spec: { mariaDbRef: { kind: "MariaDB" }, serviceAccountName: "guarded", backoffLimit: 5 } },
];
const owned = {
  metadata: {
    ownerReferences: [
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        name: "guarded",
        uid: "00000000-0000-0000-0000-000000000000",
        controller: true,
      },
    ],
  },
};

/** What controllers, engines and people do every day. */
export const harmless: Readonly<Partial<Record<GuardedKind, readonly object[]>>> = {
  MariaDB: [
    finalizer,
    annotated({ "argocd.argoproj.io/tracking-id": "databases:k8s.mariadb.com/MariaDB:x/y" }),
    annotated({ "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" }),
    { spec: { storage: { size: "20Gi" }, replicas: 1, image: "docker.io/library/mariadb:11.8.10" } },
    annotated({ [syncOptions]: "Delete=false, Prune=false, ServerSideApply=true" }),
    // Another registry, a digest, the newest patch, the next series.
    { spec: { image: "registry.example.com/mirror/mariadb:11.8.9" } },
    { spec: { image: `docker.io/library/mariadb:11.8.9@sha256:${"0".repeat(64)}` } },
    { spec: { image: "mariadb:11.8" } },
    { spec: { image: "registry.example.com:5000/mariadb:12.3.2-noble" } },
    { spec: { myCnf: myCnf.replace("500", "800") } },
    { spec: { myCnf: `${myCnf}datadir=/var/lib/mysql\nexpire_logs_days=3\nskip-name-resolve\n` } },
    { spec: { args: ["--max-connections=800"], suspend: true } },
    { spec: { sidecarContainers: [{ name: "exporter", image: "exporter:1.0.0" }] } },
    { spec: { volumeMounts: [{ name: "config", mountPath: "/etc/extra" }] } },
    { spec: { volumes: [{ name: "config", configMap: { name: "extra" } }] } },
    { spec: { resources: { requests: { memory: "2Gi" } }, updateStrategy: { type: "OnDelete" } } },
    // What the operator fills in.
    {
      spec: {
        myCnfConfigMapKeyRef: { name: "guarded-config", key: "my.cnf" },
        port: 3306,
        rootEmptyPassword: false,
        tls: { enabled: true },
        storage: {
          ephemeral: false,
          volumeClaimTemplate: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "10Gi" } },
            storageClassName: "standard",
          },
        },
        galera: { enabled: false, recovery: { enabled: true }, primary: { podIndex: 0 } },
      },
    },
  ],
  Database: [{ spec: { requeueInterval: "1h", retryInterval: "5s" } }, { spec: { name: "guarded" } }],
  User: [{ spec: { maxUserConnections: 100, host: "%" } }, finalizer],
  Grant: [{ spec: { privileges: ["SELECT", "INSERT"], table: "*", database: "*" } }, finalizer],
  Backup: [
    ...backups,
    { spec: { storage: { s3: { ...bucket, region: "eu-central-1", tls: { enabled: true } } } } },
    { spec: { storage: { s3: { accessKeyIdSecretKeyRef: { name: "rotated", key: "id" } } } } },
    { spec: { ignoreGlobalPriv: true } },
  ],
  PhysicalBackup: [
    ...backups,
    { spec: { maxRetention: "43200m" } },
    { spec: { schedule: { onDemand: "before the upgrade", immediate: true } } },
    { spec: { storage: { persistentVolumeClaim: { resources: { requests: { storage: "20Gi" } } } } } },
  ],
  PointInTimeRecovery: [{ spec: { archiveTimeout: "30m", strictMode: true } }],
  VolumeSnapshot: [finalizer],
  VolumeSnapshotContent: [finalizer],
  PersistentVolumeClaim: [
    finalizer,
    annotated({ "volume.kubernetes.io/storage-provisioner": "x" }),
    labelled({ "app.kubernetes.io/name": "mariadb", "app.kubernetes.io/instance": "guarded" }),
    labelled({ "pvc.k8s.mariadb.com/role": "storage" }),
  ],
  PersistentVolume: [finalizer, annotated({ "pv.kubernetes.io/bound-by-controller": "yes" })],
  Secret: [
    { data: { password: "cm90YXRlZA==", more: "eA==" } },
    // External Secrets, at every refresh and when it takes a Secret over.
    annotated({ "reconcile.external-secrets.io/data-hash": "1" }),
    owned,
    labelled({ "k8s.mariadb.com/watch": "" }),
  ],
  Namespace: [labelled({ team: "payments" }), annotated({ "openshift.io/requester": "jane" })],
  Application: [
    { operation: { sync: { revision: "v1.2.4" } } },
    { status: { sync: { status: "Synced" } } },
    { spec: { source: { targetRevision: "v1.2.4" }, syncPolicy: { automated: { enabled: true } } } },
  ],
  AppProject: [
    { spec: { destinationServiceAccounts: [account("mariadb-sync"), account("other")] } },
    { metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io"] } },
  ],
  Kustomization: [{ spec: { suspend: true, interval: "5m" } }],
  HelmRelease: [{ spec: { suspend: true, install: { strategy: { name: "RetryOnFailure" } } } }],
};
