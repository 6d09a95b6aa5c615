/** The PhysicalBackup kind: copies of the data directory with mariadb-backup, or volume snapshots. */
import { Type, type Static } from "typebox";
import { choice, duration, flag, object, text } from "./build";
import { backoffLimit, compressionFields, historyLimits, jobPodFields, logLevel } from "./jobs";
import { metadataTemplate } from "./metadata";
import { azureBlob, s3 } from "./object-stores";
import { mariaDbReference } from "./references";
import { backupVolume, persistentVolumeClaim, stagingStorage } from "./volumes";

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
