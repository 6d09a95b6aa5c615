/** The kinds that make, keep and replay backups: Backup, PhysicalBackup, Restore and PointInTimeRecovery. */
import { Type, type Static } from "typebox";
import { choice, duration, flag, object, text, texts, timestamp } from "./build";
import {
  azureBlob,
  backoffLimit,
  backoffLimitOfFive,
  compressionFields,
  historyLimits,
  jobPodFields,
  logLevel,
  placementFields,
  s3,
  schedule,
} from "./jobs";
import { localReference, mariaDbReference, metadataTemplate } from "./metadata";
import { backupVolume, persistentVolumeClaim, stagingStorage } from "./volumes";

export const backupSpec = object(
  {
    ...jobPodFields,
    ...placementFields,
    ...historyLimits,
    mariaDbRef: mariaDbReference,
    /** Exactly one place. Immutable. */
    storage: object({ s3, persistentVolumeClaim, volume: backupVolume }),
    stagingStorage,
    /** Unset means one backup, now. */
    schedule,
    /** A Go duration, unset means 720h; it has no days. The age alone decides, and the next backup deletes. */
    maxRetention: duration(),
    ...compressionFields,
    databases: texts,
    ignoreGlobalPriv: flag,
    timeZone: text,
    backoffLimit,
    logLevel,
  },
  ["mariaDbRef", "storage"],
);

export type BackupSpec = Static<typeof backupSpec>;

// The PhysicalBackup kind: copies of the data directory with mariadb-backup, or volume snapshots.

const volumeSnapshot = object({ volumeSnapshotClassName: text, metadata: metadataTemplate }, [
  "volumeSnapshotClassName",
]);

/** `cron` is immutable. A new text in `onDemand` takes one backup at once. */
const physicalSchedule = object({
  cron: text,
  suspend: Type.Boolean({ default: false }),
  immediate: flag,
  onDemand: text,
});

export const physicalBackupSpec = object(
  {
    ...jobPodFields,
    ...historyLimits,
    mariaDbRef: mariaDbReference,
    /** Exactly one place. Immutable. */
    storage: object({ s3, azureBlob, persistentVolumeClaim, volume: backupVolume, volumeSnapshot }),
    stagingStorage,
    schedule: physicalSchedule,
    /** `Replica`, the value if unset, takes no backup while no replica is ready. */
    target: choice(["Replica", "PreferReplica"]),
    /** A Go duration, unset means 1h; a longer backup is thrown away. */
    timeout: duration(),
    /** A Go duration, unset means 720h; it has no days. */
    maxRetention: duration(),
    ...compressionFields,
    podAffinity: flag,
    backoffLimit,
    logLevel,
  },
  ["mariaDbRef", "storage"],
);

export type PhysicalBackupSpec = Static<typeof physicalBackupSpec>;

// The Restore kind: a logical backup replayed into a running server.

export const restoreSpec = object(
  {
    ...jobPodFields,
    ...placementFields,
    mariaDbRef: mariaDbReference,
    /** The name of a Backup object, not of one of the files that its schedule makes. */
    backupRef: localReference,
    s3,
    volume: backupVolume,
    /** Picks the closest dump at or before this time; it does not replay binary logs. */
    targetRecoveryTime: timestamp,
    database: text,
    stagingStorage,
    backoffLimit: backoffLimitOfFive,
    logLevel,
  },
  ["mariaDbRef"],
);

export type RestoreSpec = Static<typeof restoreSpec>;

// The PointInTimeRecovery kind: the archive of binary logs that bridges the time between two backups.

export const pointInTimeRecoverySpec = object(
  {
    physicalBackupRef: localReference,
    /** The prefix must be empty at the start and belong to this server alone. */
    storage: object({ s3, azureBlob }),
    /** `compression` is immutable. */
    ...compressionFields,
    /** The limit of one upload, not how often logs are archived: that is every 10 minutes, closed logs only. */
    archiveTimeout: duration({ default: "1h" }),
    /** Unset or false restores to an earlier time, without an error, if the target cannot be reached. */
    strictMode: flag,
  },
  ["physicalBackupRef", "storage"],
);

export type PointInTimeRecoverySpec = Static<typeof pointInTimeRecoverySpec>;
