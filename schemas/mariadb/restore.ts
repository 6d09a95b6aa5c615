/** The Restore kind: a logical backup replayed into a running server. */
import type { Static } from "typebox";
import { object, text, timestamp } from "./build";
import { backoffLimitOfFive, jobPodFields, logLevel, placementFields } from "./jobs";
import { s3 } from "./object-stores";
import { localReference, mariaDbReference } from "./references";
import { backupVolume, stagingStorage } from "./volumes";

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
