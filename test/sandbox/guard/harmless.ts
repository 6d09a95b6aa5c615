/**
 * Updates that everybody needs, and that the guard must not stand in the way of.
 */
import { account, type GuardedKind } from "./objects";

const syncOptions = "argocd.argoproj.io/sync-options";
const annotated = (annotations: object) => ({ metadata: { annotations } });
const labelled = (labels: object) => ({ metadata: { labels } });

const finalizer = { metadata: { finalizers: ["guard-tests.mariadb-gitops.dev/hold"] } };

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
  Namespace: [labelled({ team: "payments" })],
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
