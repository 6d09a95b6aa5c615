/**
 * Updates that everybody needs, and that the guard must not stand in the way of.
 */
import { account, bucket, homes, myCnf, type GuardedKind } from "./objects";

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

const source = { repoURL: "https://example.com/databases.git", path: "gitops" };

/** Syncs as people, Argo CD's own controller and its API server start them. */
const syncs = [
  { revision: "v1.2.4" },
  { revision: "v1.2.4", prune: false, dryRun: false, syncStrategy: { hook: {} }, autoHealAttemptsCount: 1 },
  {
    revision: "v1.2.4",
    syncOptions: ["Prune=false", "Delete=false"],
    source: { ...source, targetRevision: "v1.2.4" },
  },
  { syncOptions: ["ServerSideApply=true"], syncStrategy: { apply: { force: false } } },
  { resources: [{ group: "k8s.mariadb.com", kind: "Database", name: "app" }] },
  { dryRun: true, prune: true, syncStrategy: { apply: { force: true } } },
];

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
  PersistentVolume: [finalizer, annotated({ "pv.kubernetes.io/provisioned-by": "csi.example.com" })],
  Secret: [
    { data: { password: "cm90YXRlZA==", more: "eA==" } },
    // External Secrets, at every refresh and when it takes a Secret over.
    annotated({ "reconcile.external-secrets.io/data-hash": "1" }),
    owned,
    labelled({ "k8s.mariadb.com/watch": "" }),
  ],
  Namespace: [
    labelled({ team: "payments", "pod-security.kubernetes.io/enforce": "restricted" }),
    labelled({ "mariadb-gitops.dev/environment": "staging", "mariadb-gitops.dev/protected": "true" }),
    annotated({ "openshift.io/requester": "jane" }),
  ],
  Application: [
    ...syncs.map((sync) => ({ operation: { sync } })),
    { operation: { initiatedBy: { automated: true }, sync: { revision: "v1.2.4" }, retry: { limit: 5 } } },
    { operation: null },
    { status: { sync: { status: "Synced" } } },
    {
      status: {
        history: [
          { id: 1, deployedAt: "2026-01-01T00:00:00Z", revision: "v1.2.3" },
          { id: 2, deployedAt: "2026-01-02T00:00:00Z", revision: "v1.2.4" },
        ],
        sourceHydrator: { lastSuccessfulOperation: { drySHA: "a", hydratedSHA: "b" } },
      },
    },
    { spec: { source: { targetRevision: "v1.2.4" }, syncPolicy: { automated: { enabled: true } } } },
    { spec: { source: { kustomize: { images: ["docker.io/library/mariadb=mariadb:11.8.9"] } } } },
    { spec: { source: { helm: { parameters: [{ name: "image.tag", value: "11.8.9" }] } } } },
    // The same cluster by its other name, and another source beside the first.
    { spec: { destination: { server: null, name: "in-cluster" } } },
    {
      spec: {
        sources: [
          { ...source, targetRevision: "v2" },
          { repoURL: "https://example.com/values.git", ref: "values" },
        ],
      },
    },
    {
      spec: { ignoreDifferences: [{ group: "apps", kind: "StatefulSet", jsonPointers: ["/spec/replicas"] }] },
    },
    {
      spec: {
        syncPolicy: { retry: { limit: 3 } },
        revisionHistoryLimit: 5,
        info: [{ name: "a", value: "b" }],
      },
    },
    {
      spec: {
        syncPolicy: {
          syncOptions: ["Prune=false", "Delete=false", "ServerSideApply=true", "PruneLast=true"],
        },
      },
    },
    annotated({ "argocd.argoproj.io/refresh": "hard", "argocd.argoproj.io/hydrate": "normal" }),
    annotated({
      "argocd-image-updater.argoproj.io/image-list": "mariadb=docker.io/library/mariadb:11.8.x",
      "argocd-image-updater.argoproj.io/write-back-method": "git",
      "notified.notifications.argoproj.io": "{}",
    }),
    annotated({ "argocd.argoproj.io/skip-reconcile": "true" }),
    { metadata: { finalizers: ["post-delete-finalizer.argocd.argoproj.io"] } },
  ],
  ApplicationSet: [
    { spec: { generators: [{ list: { elements: [{ region: "us" }] } }] } },
    { spec: { syncPolicy: { applicationsSync: "create-only" } } },
    { spec: { template: { spec: { source: { targetRevision: "v2" } } } } },
    { status: { conditions: [] } },
    { metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io"] } },
    annotated({ "argocd.argoproj.io/application-set-refresh": "true" }),
  ],
  AppProject: [
    { spec: { destinationServiceAccounts: [account("mariadb-sync"), account("other")] } },
    { metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io"] } },
    {
      spec: {
        sourceRepos: ["https://example.com/databases.git"],
        destinations: [{ server: "*", namespace: "*" }],
      },
    },
    { spec: { syncWindows: [{ kind: "allow", schedule: "0 2 * * *", duration: "1h" }] } },
  ],
  Kustomization: [
    { spec: { suspend: true, interval: "5m" } },
    {
      spec: {
        suspend: false,
        wait: true,
        timeout: "10m",
        retryInterval: "1m",
        dependsOn: [{ name: "crds" }],
      },
    },
    { spec: { deletionPolicy: "Orphan", images: [{ name: "mariadb", newTag: "11.8.9" }] } },
    // What is the default already.
    { spec: { path: "./", sourceRef: { namespace: homes.named } } },
    {
      spec: {
        postBuild: { substitute: { region: "eu" } },
        patches: [{ patch: "[]", target: { kind: "ConfigMap" } }],
      },
    },
    annotated({ "reconcile.fluxcd.io/requestedAt": "2026-01-01T00:00:00Z" }),
    { metadata: { finalizers: ["finalizers.fluxcd.io"] } },
  ],
  HelmRelease: [
    { spec: { suspend: true, install: { strategy: { name: "RetryOnFailure" } } } },
    { spec: { values: { replicas: 3 }, valuesFrom: [{ kind: "ConfigMap", name: "values" }] } },
    // Those of today, written down; and another chart, by which Helm upgrades the release.
    { spec: { targetNamespace: homes.named, storageNamespace: homes.named } },
    { spec: { chartRef: { name: "renamed" } } },
    {
      spec: {
        upgrade: { remediation: { retries: 3, strategy: "rollback" } },
        driftDetection: { mode: "warn" },
      },
    },
    annotated({
      "reconcile.fluxcd.io/requestedAt": "2026-01-01T00:00:00Z",
      "reconcile.fluxcd.io/forceAt": "2026-01-01T00:00:00Z",
    }),
  ],
  CustomResourceDefinition: [
    { spec: { names: { shortNames: ["gd"], categories: ["all"] } } },
    annotated({ "controller-gen.kubebuilder.io/version": "v0.19.0" }),
  ],
};
