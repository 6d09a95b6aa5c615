import { mariadbGroup } from "../../safety/kinds";
import { backupChecks } from "./backup-checks";
import { stays } from "./cel";
import { namespaceResources, withSubresources, type Check, type Guarded } from "./guarded";
import { temporaryBackup } from "./owners";
import { keepsName, keepsServer } from "./reference-checks";
import { insideNamespaces, namespacesThemselves, type Reach } from "./scope";
import { serverChecks } from "./server-checks";
import { keepsDone } from "./status-check";

const keepsCleanupPolicy: Check = {
  name: "keepsCleanupPolicy",
  kept: stays("spec.cleanupPolicy", "Skip"),
  loss: "changes cleanupPolicy from Skip, and deleting it would then drop the data",
};

/** Database servers. */
export function databases(reach: Reach): Guarded {
  return {
    name: "databases",
    kinds: [{ group: mariadbGroup, resources: withSubresources("mariadbs") }],
    consequence: "What the operator does then cannot be undone.",
    checks: [keepsCleanupPolicy, ...serverChecks, keepsDone],
    scopes: insideNamespaces(reach),
  };
}

/** What stands for something inside a server, and drops it when it goes. */
export function sql(reach: Reach): Guarded {
  return {
    name: "sql",
    kinds: [{ group: mariadbGroup, resources: ["databases", "users", "grants"] }],
    consequence: "What the operator does then cannot be undone.",
    checks: [keepsCleanupPolicy, keepsServer, keepsName],
    scopes: insideNamespaces(reach),
  };
}

/** Backups and the archive of the binary logs. */
export function backups(reach: Reach): Guarded {
  return {
    name: "backups",
    kinds: [{ group: mariadbGroup, resources: ["backups", "physicalbackups", "pointintimerecoveries"] }],
    consequence: "No backup is made from then on, and those that are there can hardly be found.",
    exemption: temporaryBackup,
    checks: [keepsServer, ...backupChecks],
    scopes: insideNamespaces(reach),
  };
}

/** Namespaces of databases. Their own confirmation does not confirm the deletion of what is inside. */
export function namespaces(reach: Reach): Guarded {
  return {
    name: "namespaces",
    kinds: [{ group: "", resources: namespaceResources }],
    consequence:
      "With it goes everything inside, and what is protected inside holds it up: delete that first.",
    checks: [],
    scopes: namespacesThemselves(reach),
  };
}
