/** Asynchronous and semi-synchronous replication: one primary, the others follow. */
import { agent, initContainer } from "./agent";
import { choice, duration, flag, int, list, object, since, text } from "./build";
import { restoreJob } from "./jobs";
import { generatedKeyReference, localReference, objectReference } from "./references";

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
  /** Recovery deletes the data of the faulty replica and copies it anew. */
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
