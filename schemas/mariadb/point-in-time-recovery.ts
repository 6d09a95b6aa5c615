/** The PointInTimeRecovery kind: the archive of binary logs that bridges the time between two backups. */
import type { Static } from "typebox";
import { duration, flag, object } from "./build";
import { compressionFields } from "./jobs";
import { azureBlob, s3 } from "./object-stores";
import { localReference } from "./references";

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
