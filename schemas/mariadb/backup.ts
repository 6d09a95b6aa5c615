/** The Backup kind: logical dumps with mariadb-dump. */
import type { Static } from "typebox";
import { duration, flag, object, text, texts } from "./build";
import {
  backoffLimit,
  compressionFields,
  historyLimits,
  jobPodFields,
  logLevel,
  placementFields,
  schedule,
} from "./jobs";
import { s3 } from "./object-stores";
import { mariaDbReference } from "./references";
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
