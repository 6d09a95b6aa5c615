import type * as aws from "@pulumi/aws";

/**
 * A cheaper storage class for old backups. Only classes that are read at once: from the others a restore would first
 * wait for hours, and the operator does not know how to ask.
 */
export const BackupStorageClass = {
  /** Standard-IA. */
  StandardIa: "STANDARD_IA",
  /** Glacier Instant Retrieval. */
  GlacierInstantRetrieval: "GLACIER_IR",
} as const;
export type BackupStorageClass = (typeof BackupStorageClass)[keyof typeof BackupStorageClass];

/** When backups move to a cheaper storage class. */
export interface BackupTransition {
  /** Days after the upload, at least 30, the least that S3 allows for Standard-IA. */
  days: number;
  /** The class. */
  storageClass: BackupStorageClass;
}

/** What is wrong with the days, and what to write instead. */
export function lifecycleProblem(
  noncurrentDays: number,
  transition: BackupTransition | undefined,
): string | undefined {
  if (!Number.isInteger(noncurrentDays) || noncurrentDays < 7) {
    return (
      `noncurrentDays is ${noncurrentDays}; write at least 7 whole days, because a backup that was deleted or ` +
      "overwritten by mistake can be brought back only for so long"
    );
  }
  if (transition !== undefined && (!Number.isInteger(transition.days) || transition.days < 30)) {
    return `transition.days is ${transition.days}; write at least 30 whole days`;
  }
  return undefined;
}

/** The lifecycle of the backups. No rule expires a current version: only the Backup objects decide what is old. */
export function lifecycleRules(noncurrentDays: number, transition: BackupTransition | undefined) {
  const rules: aws.types.input.s3.BucketLifecycleConfigurationRule[] = [
    {
      id: "old-versions",
      status: "Enabled",
      filter: {},
      noncurrentVersionExpiration: { noncurrentDays },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    },
  ];
  if (transition !== undefined) {
    rules.push({ id: "old-backups", status: "Enabled", filter: {}, transitions: [transition] });
  }
  return rules;
}
