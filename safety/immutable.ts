import type { Path, Value } from "./value";

/** A field that cannot change once its object exists. */
export interface Immutable {
  readonly path: Path;
  /** Whether it may still be set where it was left out. */
  readonly once?: true;
  /** What it is when left out. */
  readonly otherwise?: Value;
}

/** The fields of one kind: those that never change, and those that can be set once. */
function fields(never: readonly string[], once: readonly string[] = []): readonly Immutable[] {
  return [
    ...never.map((path) => ({ path: path.split(".") })),
    ...once.map((path) => ({ path: path.split("."), once: true as const })),
  ];
}

const server = ["spec.mariaDbRef.name", "spec.mariaDbRef.namespace"];

/** The kind of server that a reference names, where nothing is said. */
const ofServer: Immutable = { path: ["spec", "mariaDbRef", "kind"], otherwise: "MariaDB" };

/**
 * What the webhooks of mariadb-operator 26.6 and the API server of Kubernetes refuse to change. Fields of bootstrapFrom
 * are not among them: they have no business on a server that exists.
 */
export const immutable: Readonly<Record<string, readonly Immutable[]>> = {
  MariaDB: fields(
    [
      "spec.storage.storageClassName",
      "spec.database",
      "spec.username",
      "spec.timeZone",
      "spec.affinity.antiAffinityEnabled",
      "spec.priorityClassName",
      "spec.galera.gtidDomainId",
      "spec.galera.serverId",
      "spec.replication.gtidDomainId",
      "spec.replication.serverIdStartIndex",
    ],
    [
      "spec.rootPasswordSecretKeyRef.name",
      "spec.rootPasswordSecretKeyRef.key",
      "spec.rootEmptyPassword",
      "spec.storage.ephemeral",
      "spec.serviceAccountName",
      "spec.metrics.username",
      "spec.galera.config.reuseStorageVolume",
    ],
  ),
  Database: [
    ...fields([...server, "spec.name"]),
    ofServer,
    { path: ["spec", "characterSet"], otherwise: "utf8" },
    { path: ["spec", "collate"], otherwise: "utf8_general_ci" },
  ],
  User: [...fields([...server, "spec.name"]), ofServer, { path: ["spec", "host"], otherwise: "%" }],
  Grant: [
    ...fields([...server, "spec.username", "spec.host"]),
    ofServer,
    { path: ["spec", "database"], otherwise: "*" },
    { path: ["spec", "table"], otherwise: "*" },
    { path: ["spec", "grantOption"], otherwise: false },
  ],
  Backup: [
    ...fields(
      [...server, "spec.storage", "spec.stagingStorage", "spec.priorityClassName"],
      ["spec.maxRetention", "spec.serviceAccountName"],
    ),
    ofServer,
    { path: ["spec", "restartPolicy"], otherwise: "OnFailure" },
  ],
  PhysicalBackup: [
    ...fields(
      [...server, "spec.storage", "spec.stagingStorage", "spec.schedule.cron", "spec.priorityClassName"],
      ["spec.serviceAccountName"],
    ),
    ofServer,
    { path: ["spec", "restartPolicy"], otherwise: "OnFailure" },
  ],
  PointInTimeRecovery: fields(["spec.compression"]),
  Restore: fields([...server, "spec.targetRecoveryTime", "spec.stagingStorage", "spec.restartPolicy"]),
  SqlJob: fields(
    [...server, "spec.username", "spec.passwordSecretKeyRef", "spec.database", "spec.dependsOn", "spec.sql"],
    ["spec.sqlConfigMapKeyRef"],
  ),
  PersistentVolumeClaim: [
    ...fields(["spec.accessModes", "spec.selector"], ["spec.storageClassName", "spec.volumeName"]),
    { path: ["spec", "volumeMode"], otherwise: "Filesystem" },
  ],
  StatefulSet: [
    ...fields(["spec.serviceName", "spec.selector"]),
    { path: ["spec", "podManagementPolicy"], otherwise: "OrderedReady" },
  ],
  StorageClass: [
    ...fields(["provisioner", "parameters"]),
    { path: ["reclaimPolicy"], otherwise: "Delete" },
    { path: ["volumeBindingMode"], otherwise: "Immediate" },
  ],
};
