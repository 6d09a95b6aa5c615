/**
 * Updates that take a protection away from objects of one kind.
 */
import { weakening, type Weakening } from "./every-kind";
import { account, definition, type GuardedKind } from "./objects";

const sql = [
  weakening("cleanupPolicy Delete", { spec: { cleanupPolicy: "Delete" } }, /cleanupPolicy from Skip/),
];
const backups = [
  weakening("the schedule suspended", { spec: { schedule: { suspend: true } } }, /suspends the schedule/),
  weakening("the schedule removed", { spec: { schedule: null } }, /removes or suspends the schedule/),
  weakening("a shorter retention", { spec: { maxRetention: "719h59m59s" } }, /shorter time/),
  weakening(
    "a retention that nobody can read",
    { spec: { maxRetention: "90d" } },
    /no duration such as 720h/,
  ),
];
const owner = (apiVersion: string, kind: string) => ({
  metadata: {
    ownerReferences: [{ apiVersion, kind, name: "gone", uid: "00000000-0000-0000-0000-000000000000" }],
  },
});

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
  ],
  Database: [
    ...sql,
    weakening("an owner", owner("k8s.mariadb.com/v1alpha1", "MariaDB"), /an owner with which/),
  ],
  User: sql,
  Grant: sql,
  Backup: backups,
  PhysicalBackup: backups,
  PersistentVolumeClaim: [
    weakening(
      "the label of MaxScale",
      { metadata: { labels: { "app.kubernetes.io/name": "maxscale" } } },
      /claim of MaxScale/,
    ),
    weakening("a Job as owner", owner("batch/v1", "Job"), /an owner with which/),
    weakening("a Backup as owner", owner("k8s.mariadb.com/v1alpha1", "Backup"), /an owner with which/),
  ],
  PersistentVolume: [
    weakening(
      "reclaim policy Delete",
      { spec: { persistentVolumeReclaimPolicy: "Delete" } },
      /reclaim policy/,
    ),
    weakening("no claim", { spec: { claimRef: null } }, /takes it from its claim/),
    weakening("another claim", { spec: { claimRef: { namespace: "elsewhere" } } }, /takes it from its claim/),
  ],
  Secret: [
    weakening("a key removed", { data: { password: null } }, /removes a key/),
    weakening("a value emptied", { data: { password: "" } }, /removes a key or its value/),
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
    weakening("another release", { spec: { releaseName: "other" } }, /install another one/),
    weakening(
      "another chart by reinstalling",
      { spec: { upgrade: { chartNameChangeStrategy: "Reinstall" } } },
      /install another one/,
    ),
  ],
  CustomResourceDefinition: [
    weakening(
      "a version no longer served",
      { spec: { versions: withoutOldVersion() } },
      /stops serving a version/,
    ),
  ],
};

/** The versions of the tests' CRD, the second one no longer served. */
function withoutOldVersion(): object[] {
  const { versions } = definition("guarded", "k8s.mariadb.com").object.spec as { versions: object[] };
  return versions.map((version, index) => (index === 0 ? version : { ...version, served: false }));
}
