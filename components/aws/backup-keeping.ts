import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { goDurationSeconds } from "../../safety/duration";
import { everyEnvironment } from "../environments";
import { problemOf, type Problem } from "../problems";

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

/** Who may remove a locked version before its time. */
export const ObjectLockMode = {
  /** Principals with `s3:BypassGovernanceRetention`, which no role of this package has. */
  Governance: "GOVERNANCE",
  /** Nobody, not even the account's root, and nobody can shorten it. */
  Compliance: "COMPLIANCE",
} as const;
export type ObjectLockMode = (typeof ObjectLockMode)[keyof typeof ObjectLockMode];

/** How long every new version of an object cannot be removed. */
export interface ObjectLock {
  /** Who may remove a version earlier. */
  mode: ObjectLockMode;
  /** Days from the upload. At least as long as backups are kept, 30. */
  days: number;
}

/** How long a bucket keeps what, and with which key. */
export interface BackupKeeping {
  /**
   * Days after which an overwritten or deleted backup is really gone. It bounds what one wrong deletion can take.
   *
   * @default 90
   */
  noncurrentDays?: number;
  /**
   * Makes every version immutable for some days, against an attacker with the backups' role. Decide it when the
   * bucket is created: switched on later it asks for a new bucket.
   *
   * @default no lock
   */
  objectLock?: ObjectLock;
  /**
   * Moves backups to a cheaper storage class.
   *
   * @default none: backups live 30 days, and that is the least that such a class charges for
   */
  transition?: BackupTransition;
  /**
   * ARN of the KMS key that encrypts the backups. Its deletion deletes them all, whatever protects the bucket.
   *
   * @default the account's own key, `aws/s3`, which nobody can delete
   */
  kmsKeyArn?: pulumi.Input<string>;
}

/** Days for which the Backup objects keep their files, 720h. */
export const backupDays = (goDurationSeconds(everyEnvironment.backupRetention) ?? 0) / 86_400;

/** Problems with the times, each with its remedy. A lock shorter than the retention of the backups would leave the oldest ones open. */
export function keepingProblems({ noncurrentDays = 90, objectLock, transition }: BackupKeeping): Problem[] {
  const problems: Problem[] = [];
  if (!Number.isInteger(noncurrentDays) || noncurrentDays < 7) {
    const why = "a backup that was deleted or overwritten by mistake can be brought back only for so long";
    problems.push(
      problemOf("noncurrentDays", `is ${noncurrentDays}; set at least 7 whole days, because ${why}`),
    );
  }
  if (transition !== undefined && (!Number.isInteger(transition.days) || transition.days < 30)) {
    problems.push(problemOf("transition.days", `is ${transition.days}; set at least 30 whole days`));
  }
  if (objectLock !== undefined && !isBetween(objectLock.days, backupDays, 36_500)) {
    const range = `from ${backupDays}, for which backups are kept, to 36500`;
    problems.push(problemOf("objectLock.days", `is ${objectLock.days}; set whole days ${range}`));
  }
  return problems;
}

function isBetween(days: number, least: number, most: number): boolean {
  return Number.isInteger(days) && days >= least && days <= most;
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
