/**
 * Updates that everybody needs, and that the guard must not stand in the way of.
 */
import { account, homes, type GuardedKind } from "./objects";

const syncOptions = "argocd.argoproj.io/sync-options";
const annotated = (annotations: object) => ({ metadata: { annotations } });
const labelled = (labels: object) => ({ metadata: { labels } });

const finalizer = { metadata: { finalizers: ["guard-tests.mariadb-gitops.dev/hold"] } };

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
    { spec: { storage: { size: "20Gi" }, replicas: 1, image: "docker.io/library/mariadb:11.8.9" } },
    annotated({ [syncOptions]: "Delete=false, Prune=false, ServerSideApply=true" }),
  ],
  Backup: [{ spec: { maxRetention: "1440h", schedule: { cron: "0 3 * * *" } } }],
  PhysicalBackup: [{ spec: { maxRetention: "43200m" } }],
  PersistentVolumeClaim: [finalizer, annotated({ "volume.kubernetes.io/storage-provisioner": "x" })],
  PersistentVolume: [finalizer, { spec: { claimRef: { uid: "11111111-1111-1111-1111-111111111111" } } }],
  Secret: [{ data: { password: "cm90YXRlZA==", more: "eA==" } }],
  Namespace: [
    labelled({ team: "payments", "pod-security.kubernetes.io/enforce": "restricted" }),
    labelled({ "mariadb-gitops.dev/environment": "staging", "mariadb-gitops.dev/protected": "true" }),
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
