/** Replication, Galera and the operator's own containers in the Pods of a MariaDB. */
import { choice, duration, flag, int, int32, intOrString, list, object, since, text, textMap } from "./build";
import { restoreJob } from "./jobs";
import { generatedKeyReference, localReference, metadataTemplate, objectReference } from "./metadata";
import { containerFields, imagePullPolicy, resources } from "./pods";
import { volumeClaimTemplate } from "./volumes";

/** The sidecar through which the operator controls the server. */
const agent = object({
  ...containerFields,
  image: text,
  imagePullPolicy,
  port: int32,
  probePort: int32,
  gracefulShutdownTimeout: duration(),
  basicAuth: object({ enabled: flag, username: text, passwordSecretKeyRef: generatedKeyReference }),
  kubernetesAuth: object({ enabled: flag, authDelegatorRoleName: text }),
});

/** The operator writes the image of its own version: do not declare it in Git. */
const initContainer = object({ ...containerFields, image: text, imagePullPolicy }, ["image"]);

// Asynchronous and semi-synchronous replication: one primary, the others follow.

const primary = object({
  /** The operator rewrites it at every failover. In Git it would force the old primary back: never declare it. */
  podIndex: int,
  autoFailover: flag,
  autoFailoverDelay: duration(),
});

const replica = object({
  gtid: choice(["CurrentPos", "SlavePos"]),
  /** Unset means 0: a replica with any lag counts as not ready. */
  maxLagSeconds: int,
  connectionRetrySeconds: int,
  syncTimeout: duration(),
  replPasswordSecretKeyRef: generatedKeyReference,
  /** Needed to add replicas and to repair them. The template is a PhysicalBackup whose schedule is suspended. */
  bootstrapFrom: object({ physicalBackupTemplateRef: localReference, restoreJob }, [
    "physicalBackupTemplateRef",
  ]),
  /** Recovery deletes the data of the faulty replica and copies it again. */
  recovery: object({ enabled: flag, errorDurationThreshold: duration() }, ["enabled"]),
});

export const replication = object({
  enabled: flag,
  primary,
  replica,
  gtidStrictMode: flag,
  gtidDomainId: int,
  serverIdStartIndex: int,
  semiSyncEnabled: flag,
  /** After this time without an answer the primary goes on asynchronously. */
  semiSyncAckTimeout: duration(),
  /** Declare `AfterSync`: with `AfterCommit`, the default, a failover can lose a row that others have already read. */
  semiSyncWaitPoint: choice(["AfterSync", "AfterCommit"]),
  /** With `true` a server starts read-only, so that no restarted primary takes writes that no replica acknowledges. */
  semiSyncBootAsReplica: since("26.10.0", flag),
  /** With `false` the primary stops waiting as soon as no replica is connected: those commits exist on one server. */
  semiSyncWaitNoSlave: since("26.10.0", flag),
  syncBinlog: int,
  standaloneProbes: flag,
  agent,
  initContainer,
});

/** Several clusters, of which one is written to. */
export const multiCluster = object({
  enabled: flag,
  primary: text,
  members: list(object({ name: text, externalMariaDbRef: objectReference }, ["name"])),
});

// Galera: every replica has all data and takes part in every commit.

const recovery = object({
  enabled: flag,
  minClusterSize: intOrString,
  /** The data of this Pod wins over all others, even if it has none: a person's last resort, never a default. */
  forceClusterBootstrapInPod: text,
  clusterMonitorInterval: duration(),
  clusterHealthyTimeout: duration(),
  clusterBootstrapTimeout: duration(),
  clusterUpscaleTimeout: duration(),
  clusterDownscaleTimeout: duration(),
  podRecoveryTimeout: duration(),
  podSyncTimeout: duration(),
  job: object({ metadata: metadataTemplate, resources, podAffinity: flag }),
});

export const galera = object({
  enabled: flag,
  primary: object({
    /** The operator rewrites it at every failover: never declare it in Git. */
    podIndex: int,
    autoFailover: flag,
  }),
  sst: choice(["rsync", "mariabackup", "mysqldump"]),
  replicaThreads: int,
  availableWhenDonor: flag,
  galeraLibPath: text,
  providerOptions: textMap,
  gtidDomainId: int,
  serverId: int,
  replPasswordSecretKeyRef: generatedKeyReference,
  recovery,
  /** Where Galera's own files live; can be set once. */
  config: object({ reuseStorageVolume: flag, volumeClaimTemplate }),
  agent,
  initContainer,
  initJob: object({ metadata: metadataTemplate, resources }),
});
