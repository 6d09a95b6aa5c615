import { mariadbGroup } from "../../safety/kinds";
import {
  annotation,
  field,
  label,
  notChanged,
  notLess,
  notShorter,
  notSwitchedOn,
  optional,
  stays,
  text,
  texts,
} from "./cel";
import { byController, staging, temporaryBackup, type Check } from "./object-checks";
import type { Guarded } from "./policy";
import { everywhere, insideNamespaces, labelledObjects, namespacesThemselves, type Reach } from "./scope";

/** What the operator takes when a backup says nothing. */
const defaultRetention = "720h";

const retention = "spec.storage.pvcRetentionPolicy";

/** Fields by which the operator keeps data; each kind has some of them, and what is absent takes nothing away. */
const databaseChecks: readonly Check[] = [
  {
    name: "keepsCleanupPolicy",
    kept: stays("spec.cleanupPolicy", "Skip"),
    loss: "changes cleanupPolicy from Skip, and deleting it would then drop the data",
  },
  {
    name: "keepsVolumes",
    kept: ["whenDeleted", "whenScaled"]
      .map((when) => `(${notBecomeDelete(`${retention}.${when}`)})`)
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
        group: mariadbGroup,
        resources: ["mariadbs", "databases", "users", "grants", "backups", "physicalbackups"],
      },
    ],
    consequence: "What the operator does then cannot be undone.",
    exemption: temporaryBackup,
    checks: databaseChecks,
    scopes: insideNamespaces(reach),
  };
}

function notBecomeDelete(path: string): string {
  const value = (side: "object" | "oldObject"): string => field(side, path, '"Retain"');
  return `${value("object")} != "Delete" || ${value("oldObject")} == "Delete"`;
}

const application = "app.kubernetes.io/name";
const maxscale = text("maxscale");

/**
 * CEL that is true for a claim of a MaxScale, which holds its configuration. Nothing owns it: when the MaxScale is
 * deleted the operator deletes the claims with its labels, and waits until they are gone.
 */
const ofMaxScale = `${label("oldObject", application)} == ${maxscale}`;

/**
 * The volumes' claims. Nothing owns the claim of a database: the operator never deletes one. The API server itself lets
 * no claim ask for less than its volume has; less than it asked for, after an expansion that failed, is no loss.
 */
export function claims(reach: Reach): Guarded {
  return {
    name: "claims",
    kinds: [{ group: "", resources: ["persistentvolumeclaims"] }],
    consequence: "With it goes the volume, unless that has the reclaim policy Retain.",
    exemption: `(${staging}) || ${ofMaxScale}`,
    checks: [
      {
        name: "keepsApplication",
        kept: `${label("object", application)} != ${maxscale} || ${ofMaxScale}`,
        loss: `labels it as a claim of MaxScale (${application}), which the operator deletes`,
      },
    ],
    scopes: insideNamespaces(reach),
  };
}

const sameClaim = ["namespace", "name"].map((key) => `(${notChanged(`spec.claimRef.${key}`)})`).join(" && ");

/** CEL that is true when the volume controller gives back a volume whose claim got another one. */
const unbound =
  `${byController("persistent-volume-binder")} && ` +
  `${annotation("oldObject", "pv.kubernetes.io/bound-by-controller")} != "" && ` +
  `!${optional("object", "spec.claimRef")}.hasValue()`;

/**
 * The volumes themselves. They belong to no namespace; the claim that they are bound to does.
 *
 * A volume with the reclaim policy Delete whose claim is gone is let go: its content is deleted already, and what is
 * refused here would only stay behind. The claim was confirmed, or it was the staging volume of a job.
 */
export function volumes({ namespaces }: Reach): Guarded {
  return {
    name: "volumes",
    kinds: [{ group: "", resources: ["persistentvolumes"] }],
    matchCondition: `${field("oldObject", "spec.claimRef.namespace", '""')} in ${texts(namespaces)}`,
    consequence: "Nothing finds the data on the disk without it.",
    exemption:
      `${field("oldObject", "spec.persistentVolumeReclaimPolicy", '""')} == ${text("Delete")} && ` +
      `${field("oldObject", "status.phase", '""')} in ${texts(["Released", "Failed"])}`,
    checks: [
      {
        name: "keepsReclaimPolicy",
        kept: stays("spec.persistentVolumeReclaimPolicy", "Retain"),
        loss: "changes the reclaim policy from Retain, and the disk would go with the claim",
      },
      {
        name: "keepsClaim",
        kept: `(${unbound}) || (${sameClaim})`,
        loss: "takes it from its claim, and another claim could overwrite it",
      },
    ],
    scopes: everywhere,
  };
}

/** Namespaces of databases. Their own confirmation does not confirm the deletion of what is inside. */
export function namespaces(reach: Reach): Guarded {
  return {
    name: "namespaces",
    kinds: [{ group: "", resources: ["namespaces"] }],
    consequence:
      "With it goes everything inside, and what is protected inside holds it up: delete that first.",
    checks: [],
    scopes: namespacesThemselves(reach),
  };
}

const [dataBefore, dataAfter] = [field("oldObject", "data", "{}"), field("object", "data", "{}")];

/** Credentials and keys, without which data and backups that are still there can no longer be read. */
export function secrets(reach: Reach): Guarded {
  return {
    name: "secrets",
    kinds: [{ group: "", resources: ["secrets"] }],
    consequence: "Data whose password or key is lost cannot be opened.",
    checks: [
      {
        name: "keepsKeys",
        // A new value is a rotation; an empty one is a removal.
        kept: `${dataBefore}.all(key, size(${dataBefore}[key]) == 0 || (key in ${dataAfter} && size(${dataAfter}[key]) > 0))`,
        loss: "removes a key or its value",
      },
    ],
    scopes: labelledObjects(reach),
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
