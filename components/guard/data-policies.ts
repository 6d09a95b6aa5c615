import { mariadbGroup } from "../../safety/kinds";
import { confirmRestoreAnnotation } from "../../safety/labels";
import { backupChecks } from "./backup-checks";
import { annotation, stays, text } from "./cel";
import { Environment } from "../environments";
import { temporaryBackup, type Check } from "./object-checks";
import type { Guarded } from "./policy";
import { keepsName, keepsServer } from "./reference-checks";
import { everywhere, insideNamespaces, namespacesThemselves, type Reach } from "./scope";
import { serverChecks } from "./server-checks";

const keepsCleanupPolicy: Check = {
  name: "keepsCleanupPolicy",
  kept: stays("spec.cleanupPolicy", "Skip"),
  loss: "changes cleanupPolicy from Skip, and deleting it would then drop the data",
};

/** Database servers. */
export function databases(reach: Reach): Guarded {
  return {
    name: "databases",
    kinds: [{ group: mariadbGroup, resources: ["mariadbs"] }],
    consequence: "What the operator does then cannot be undone.",
    checks: [keepsCleanupPolicy, ...serverChecks],
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
    kinds: [{ group: "", resources: ["namespaces"] }],
    consequence:
      "With it goes everything inside, and what is protected inside holds it up: delete that first.",
    checks: [confirmsRestore(reach)],
    scopes: namespacesThemselves(reach),
  };
}

/** Who confirms a Restore says who it is, and may do so; the Restore itself is judged when it is created. */
function confirmsRestore({ environment }: Reach): Check {
  const [before, after] = [
    annotation("oldObject", confirmRestoreAnnotation),
    annotation("object", confirmRestoreAnnotation),
  ];
  const words = `${after}.split(" ")`;
  const own = `${after} == ${words}[0] + " " + request.userInfo.username + " " + ${words}[size(${words}) - 1]`;
  const may =
    `authorizer.group(${text(mariadbGroup)}).resource("restores").namespace(oldObject.metadata.name)` +
    '.check("confirm-restore").allowed()';
  const simple = environment === Environment.Dev ? ` || !${after}.contains(" ")` : "";
  return {
    name: "confirmsRestore",
    kept: `${after} == ${before} || ${after} == ""${simple} || (${own} && ${may})`,
    loss:
      `confirms a Restore (annotation ${confirmRestoreAnnotation}) for somebody else or without the right to: ` +
      "the second word must be your user name, and a role must allow the verb confirm-restore on restores.k8s.mariadb.com",
  };
}

/** The operator's CRDs. The API server deletes the objects of a deleted CRD without asking any admission policy. */
export function definitions(): Guarded {
  return {
    name: "definitions",
    kinds: [{ group: "apiextensions.k8s.io", resources: ["customresourcedefinitions"] }],
    matchCondition: `oldObject.metadata.name.endsWith(".${mariadbGroup}")`,
    consequence: "With it goes every object of its kind, confirmed or not, in every namespace.",
    checks: [
      {
        name: "keepsVersions",
        kept:
          "oldObject.spec.versions.all(version, !version.served || " +
          "object.spec.versions.exists(other, other.name == version.name && other.served))",
        loss: "stops serving a version of the kind",
      },
    ],
    scopes: everywhere,
  };
}
