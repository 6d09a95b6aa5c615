/** The backup that a new MariaDB starts from. */
import { choice, object, text, timestamp } from "./build";
import { logLevel, restoreJob } from "./jobs";
import { azureBlob, s3 } from "./object-stores";
import { localReference } from "./references";
import { backupVolume, stagingStorage } from "./volumes";

/**
 * Remove it from Git after the first start. A logical source has no guard: if the object is made again over kept
 * volumes, the old dump is loaded over the live data.
 */
export const bootstrapFrom = object({
  /** Without a kind, a Backup. */
  backupRef: object({ name: text, kind: text }),
  volumeSnapshotRef: localReference,
  pointInTimeRecoveryRef: localReference,
  s3,
  azureBlob,
  volume: backupVolume,
  /** Unset means `Logical` for s3 and volume: a physical backup there is then not understood. */
  backupContentType: choice(["Logical", "Physical"]),
  targetRecoveryTime: timestamp,
  stagingStorage,
  restoreJob,
  logLevel,
});
