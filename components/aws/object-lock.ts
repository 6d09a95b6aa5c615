import { goDurationSeconds } from "../../safety/duration";
import { everyEnvironment } from "../environments";

/** Who may remove a locked version before its time. */
export const ObjectLockMode = {
  /** Whoever has `s3:BypassGovernanceRetention`, which no role of this package has. */
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

/** Days for which the Backup objects keep their files, 720h. */
export const backupDays = (goDurationSeconds(everyEnvironment.backup.maxRetention) ?? 0) / 86_400;

/**
 * What is wrong with a lock, and what to write instead. A lock that is shorter than the retention of the backups would
 * leave the oldest backups, which are still wanted, without protection.
 */
export function objectLockProblem({ days }: ObjectLock): string | undefined {
  return Number.isInteger(days) && days >= backupDays && days <= 36_500
    ? undefined
    : `objectLock.days is ${days}; write whole days from ${backupDays}, for which backups are kept, to 36500`;
}
