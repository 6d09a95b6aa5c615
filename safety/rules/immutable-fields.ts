import { eachKept, mustStay } from "../changes";
import { databaseObjects, operatorKinds, statefulSets, storageClasses, volumeClaims } from "../kinds";
import { identityOf, type Target } from "../objects";
import { defineRule } from "../rule";
import type { Path, Value } from "../value";

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

const targets: readonly Target[] = [
  databaseObjects,
  operatorKinds("Restore", "SqlJob"),
  volumeClaims,
  statefulSets,
  storageClasses,
];

export const immutableFields = defineRule({
  id: "immutable-fields",
  scope: "change",
  title: "No revision changes a field that cannot change",
  why:
    "The operator's webhook and the API server refuse such a change, so that every sync fails from then on, and with it " +
    "every other change of the same delivery. The usual way out, deleting the object so that the engine creates it " +
    "again, or Flux's force: true which does the same, takes the data along. The character set of a Database, the host " +
    "of a User and the storage of a Backup are among these fields.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Restore the earlier value. Create a new object under a new metadata.name instead; change a character set with " +
    "ALTER DATABASE in a migration, not in spec.characterSet.",
  references: [
    {
      title: "mariadb-operator: immutable fields in its webhooks",
      url: "https://github.com/mariadb-operator/mariadb-operator/tree/main/internal/webhook/v1alpha1",
    },
    {
      title: "flux2 #4392: a claim deleted by force",
      url: "https://github.com/fluxcd/flux2/issues/4392",
    },
  ],
  check: (change) =>
    eachKept(change, targets, (revisions) => {
      const because = "it cannot change on an object that exists, and every sync fails from then on";
      return (immutable[identityOf(revisions.after).kind] ?? []).flatMap(({ path, ...terms }) =>
        mustStay(revisions, path, { because, ...terms }),
      );
    }),
});
