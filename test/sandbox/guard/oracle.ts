/**
 * What the guard's page says about each case of the model.
 */
import { confirmDeletionAnnotation, environmentLabel, protectedLabel } from "../../../safety/labels";
import type { Owner, Plain } from "./claims";
import { claims, type ModelCase } from "./model-cases";
import { knownByName, places } from "./model-places";
import type { GuardedKind, Thing } from "./objects";

/** What is to happen. */
export interface Verdict {
  /** Checks that refuse; "deletion" for a deletion. None: the request passes. */
  readonly refusedBy: readonly string[];
  /** Whether the audit log notes it. */
  readonly noted: boolean;
}

const insideNamespaces: readonly GuardedKind[] = [
  "MariaDB",
  "Database",
  "User",
  "Grant",
  "Backup",
  "PhysicalBackup",
  "PersistentVolumeClaim",
];

/** Labelled as protected, and not as another environment's. */
function labelled(labels: Readonly<Record<string, string>> | undefined): boolean {
  return labels?.[protectedLabel] === "true" && ["staging", undefined].includes(labels[environmentLabel]);
}

/** Whether the guard looks at the request at all. */
function guarded({ verb, stored, after }: ModelCase, live: Plain): boolean {
  const { kind, place } = stored;
  if (verb === "CREATE") {
    return false;
  }
  const { name } = places[place];
  if (insideNamespaces.includes(kind)) {
    return knownByName.includes(name) || labelled(places[place].labels);
  }
  if (kind === "PersistentVolume") {
    const { claimRef } = live.spec as { claimRef?: { namespace?: string } };
    return knownByName.includes(claimRef?.namespace ?? "");
  }
  if (kind === "CustomResourceDefinition") {
    return live.metadata.name.endsWith(".k8s.mariadb.com");
  }
  const byName = kind === "Namespace" && knownByName.includes(live.metadata.name);
  return byName || labelled(live.metadata.labels) || labelled(after?.metadata.labels);
}

const operators =
  (kinds: readonly string[]) =>
  ({ apiVersion, kind }: Owner): boolean =>
    apiVersion.startsWith("k8s.mariadb.com/") && (kinds.length === 0 || kinds.includes(kind));
const jobs = ["Backup", "PhysicalBackup", "Restore", "PointInTimeRecovery", "SqlJob"];

/** Deletions that pass without a confirmation. */
function exempt({ stored, actor }: ModelCase, live: Plain): boolean {
  const owners = live.metadata.ownerReferences ?? [];
  if (actor === "garbageCollector" && owners.some(operators([]))) {
    return true;
  }
  switch (stored.kind) {
    case "PersistentVolumeClaim":
      return owners.some(
        (owner) => operators(jobs)(owner) || (owner.apiVersion.startsWith("batch/") && owner.kind === "Job"),
      );
    case "PhysicalBackup":
      return owners.some(operators(["MariaDB"]));
    case "PersistentVolume": {
      const { persistentVolumeReclaimPolicy } = live.spec as { persistentVolumeReclaimPolicy: string };
      const { phase = "Pending" } = (live.status ?? {}) as { phase?: string };
      return persistentVolumeReclaimPolicy === "Delete" && ["Released", "Failed"].includes(phase);
    }
    default:
      return false;
  }
}

/** Judges a case. @param live the stored object as the API server has it */
export function verdict(one: ModelCase, live: Thing["object"]): Verdict {
  const before = live as unknown as Plain;
  if (!guarded(one, before)) {
    return { refusedBy: [], noted: false };
  }
  const confirmation = (side: Plain): string | undefined =>
    side.metadata.annotations?.[confirmDeletionAnnotation];
  const confirmed = confirmation(before) === before.metadata.name;
  if (one.verb === "DELETE") {
    const deletes = !exempt(one, before);
    return { refusedBy: deletes && !confirmed ? ["deletion"] : [], noted: deletes };
  }
  const after = (one.after ?? live) as unknown as Plain;
  const weakens = claims
    .filter(({ kinds, weakens }) => (kinds?.includes(one.stored.kind) ?? true) && weakens(before, after))
    .map(({ check }) => check);
  return {
    refusedBy: confirmed ? [] : weakens,
    noted: weakens.length > 0 || confirmation(before) !== confirmation(after),
  };
}
