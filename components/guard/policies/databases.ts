import { field, notLess, notShorter, notSwitchedOn, optional, stays } from "../cel";
import type { Check } from "../check";
import { operatorGroup, temporaryBackup } from "../owners";
import type { Guarded } from "../policy";
import { insideNamespaces, type Reach } from "../scope";

/** What the operator takes when a backup says nothing. */
const defaultRetention = "720h";

const volumes = "spec.storage.pvcRetentionPolicy";

/** Fields by which the operator keeps data; each kind has some of them, and what is absent takes nothing away. */
const checks: readonly Check[] = [
  {
    name: "keepsCleanupPolicy",
    kept: stays("spec.cleanupPolicy", "Skip"),
    loss: "changes cleanupPolicy from Skip, and deleting it would then drop the data",
  },
  {
    name: "keepsVolumes",
    kept: ["whenDeleted", "whenScaled"]
      .map((when) => `(${notBecomeDelete(`${volumes}.${when}`)})`)
      .join(" && "),
    loss: "sets the retention of the volumes to Delete",
  },
  {
    name: "keepsSize",
    kept: ["size", "volumeClaimTemplate.resources.requests.storage"]
      .map((path) => `(${notLess(`spec.storage.${path}`)})`)
      .join(" && "),
    loss: "makes the storage smaller",
  },
  {
    name: "staysPersistent",
    kept: notSwitchedOn("spec.storage.ephemeral"),
    loss: "makes the storage ephemeral",
  },
  {
    name: "keepsSchedule",
    kept:
      `(!${optional("oldObject", "spec.schedule")}.hasValue() || ${optional("object", "spec.schedule")}.hasValue()) && ` +
      `(${notSwitchedOn("spec.schedule.suspend")})`,
    loss: "removes or suspends the schedule of the backups",
  },
  {
    name: "keepsRetention",
    kept: notShorter("spec.maxRetention", defaultRetention),
    loss: "keeps backups for a shorter time, or for one that is no duration such as 720h",
  },
];

/** The operator's objects that hold data or backups, or that drop data when they go. */
export function databases(reach: Reach): Guarded {
  return {
    name: "databases",
    kinds: [
      {
        group: operatorGroup,
        resources: ["mariadbs", "databases", "users", "grants", "backups", "physicalbackups"],
      },
    ],
    consequence: "What the operator does then cannot be undone.",
    exemption: temporaryBackup,
    checks,
    scopes: insideNamespaces(reach),
  };
}

function notBecomeDelete(path: string): string {
  const value = (side: "object" | "oldObject"): string => field(side, path, '"Retain"');
  return `${value("object")} != "Delete" || ${value("oldObject")} == "Delete"`;
}
