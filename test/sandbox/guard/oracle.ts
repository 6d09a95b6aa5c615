/**
 * What the guard's page says about each case of the model.
 */
import { protectedLabel } from "../../../safety/labels";
import type { Owner, Plain } from "./claims";
import { confirmationOf, isConfirmed, keys, marked, refusedSetting, sets } from "./confirmation-cases";
import { createdChecks } from "./creation-oracle";
import { claims, type ModelCase, type ModelKind } from "./model-cases";
import { actors, homeOf, knownByName, labelled, type Verdict } from "./model-places";
import { operatorKinds, type Thing } from "./objects";
import { otherDefinitions } from "./definition-claims";

const insideNamespaces: readonly ModelKind[] = [...operatorKinds, "PersistentVolumeClaim", "VolumeSnapshot"];
const delivering: readonly ModelKind[] = [
  "Application",
  "ApplicationSet",
  "AppProject",
  "Kustomization",
  "HelmRelease",
];

const closed = ["helm.sh/release.v1", "kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token"];
const pulled = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "kubernetes.io/tls"];
const draft = "cert-manager.io/next-private-key";

/** Whether a Secret is one that opens data, or is labelled. */
function opens(live: Plain): boolean {
  const labels = live.metadata.labels ?? {};
  const others = [...closed, ...pulled].includes((live.type as string | undefined) ?? "");
  return labels[protectedLabel] === "true" || !(others || labels[draft] === "true");
}

/** Whether the guard of what is there already looks at the request at all. */
function guarded({ verb, stored }: ModelCase, live: Plain, after: Plain | undefined): boolean {
  const { kind, place } = stored;
  const { name, labels } = homeOf(place);
  const sides = verb === "CREATE" ? [after] : [live, after];
  const byLabel = sides.some((side) => labelled(side?.metadata.labels));
  if (insideNamespaces.includes(kind)) {
    return knownByName.includes(name) || labelled(labels);
  }
  if (delivering.includes(kind)) {
    return byLabel;
  }
  const before = verb === "CREATE" ? undefined : live;
  switch (kind) {
    case "PersistentVolume":
    case "VolumeSnapshotContent": {
      const { claimRef, volumeSnapshotRef } = (before?.spec ?? {}) as Record<string, { namespace?: string }>;
      return (
        before === undefined ||
        [claimRef, volumeSnapshotRef].some((ref) => knownByName.includes(ref?.namespace ?? ""))
      );
    }
    case "CustomResourceDefinition":
      return (
        before === undefined ||
        before.metadata.name.endsWith(".k8s.mariadb.com") ||
        otherDefinitions.includes(before.metadata.name)
      );
    case "Secret":
      return (knownByName.includes(name) || byLabel) && (before === undefined || opens(before));
    case "ClusterRole":
      return before === undefined || before.metadata.name === "mariadb-gitops-staging-reach";
    case "Namespace":
      return knownByName.includes(live.metadata.name) || byLabel;
    default:
      return false;
  }
}

const operators =
  (kinds: readonly string[]) =>
  ({ apiVersion, kind }: Owner): boolean =>
    apiVersion.startsWith("k8s.mariadb.com/") && (kinds.length === 0 || kinds.includes(kind));
const jobs = ["Backup", "PhysicalBackup", "Restore", "PointInTimeRecovery", "SqlJob"];
const dropping: readonly ModelKind[] = ["MariaDB", "Database", "User", "Grant"];
const collectors: readonly string[] = ["garbageCollector", "controllers"];

/** Deletions that pass without a confirmation. */
function exempt({ stored, actor }: ModelCase, live: Plain): boolean {
  const { name, labels = {}, ownerReferences: owners = [] } = live.metadata;
  const spec = (live.spec ?? {}) as Record<string, string | undefined>;
  const skips = !dropping.includes(stored.kind) || spec.cleanupPolicy === "Skip";
  if (collectors.includes(actor) && owners.some(operators([])) && skips) {
    return true;
  }
  switch (stored.kind) {
    case "PersistentVolumeClaim": {
      const ofReplica = /^(storage|galera)-.+-\d+$/.test(name);
      const staging = owners.some(
        (owner) =>
          operators(jobs)(owner) ||
          (owner.apiVersion.startsWith("batch/") && owner.kind === "Job") ||
          (operators(["MariaDB"])(owner) &&
            owner.controller === true &&
            name === `${owner.name}-bootstrap-staging`),
      );
      const ofMaxScale =
        ofReplica &&
        labels["app.kubernetes.io/name"] === "maxscale" &&
        (labels["pvc.k8s.mariadb.com/role"] ?? "") === "" &&
        name.startsWith(`storage-${labels["app.kubernetes.io/instance"] ?? ""}-`);
      return (!ofReplica && staging) || ofMaxScale;
    }
    case "PhysicalBackup":
      return owners.some(operators(["MariaDB"]));
    case "VolumeSnapshot":
      return actor === "operator" && (labels["physicalbackup.k8s.mariadb.com/name"] ?? "") !== "";
    case "PersistentVolume": {
      const { phase = "Pending" } = (live.status ?? {}) as { phase?: string };
      return spec.persistentVolumeReclaimPolicy === "Delete" && ["Released", "Failed"].includes(phase);
    }
    case "VolumeSnapshotContent":
      return spec.deletionPolicy === "Delete" && actor === "snapshots";
    default:
      return false;
  }
}

/** Judges a case. @param live the stored object as the API server has it @param sent the object that the request sends */
export function verdict(one: ModelCase, live: Thing["object"], sent: Thing["object"] | undefined): Verdict {
  const [before, after] = [live, sent] as unknown as [Plain, Plain | undefined];
  const created = createdChecks(one, before, after);
  const passing = {
    refusedBy: everywhere.includes(one.stored.kind) ? clockOf(one, before, after) : [],
    noted: false,
  };
  const kept = guarded(one, before, after) ? judge(one, before, after) : passing;
  return {
    refusedBy: [...kept.refusedBy, ...created.refusedBy].sort(),
    noted: kept.noted || created.noted,
  };
}

/** Kinds whose bindings see every object: the API server looks for the clock before it asks what the policy is about. */
const everywhere: readonly ModelKind[] = [
  "PersistentVolume",
  "VolumeSnapshotContent",
  "CustomResourceDefinition",
  "ClusterRole",
];

/** Whoever carries the label waits for the clock. */
function clockOf({ verb, clockless }: ModelCase, before: Plain, after: Plain | undefined): string[] {
  return clockless === true && [verb === "CREATE" ? undefined : before, after].some(marked) ? ["clock"] : [];
}

function judge(one: ModelCase, before: Plain, after: Plain | undefined): Verdict {
  const { verb, actor, stored } = one;
  const confirms = (key: (typeof keys)[number]): boolean => isConfirmed(before, key, actor);
  const clock = clockOf(one, before, after);
  if (verb === "DELETE") {
    const deletes = !exempt(one, before);
    return {
      refusedBy: [...(deletes && !confirms("deletion") ? ["deletion"] : []), ...clock],
      noted: deletes,
    };
  }
  const carries = keys.some((key) => confirmationOf(after, key) !== "");
  if (verb === "CREATE" || after === undefined) {
    return { refusedBy: [...(carries ? ["comesConfirmed"] : []), ...clock], noted: carries };
  }
  const byLabel = [...delivering, "Secret", "Namespace"].includes(stored.kind);
  const becomes = carries && byLabel && (before.metadata.labels?.[protectedLabel] ?? "false") === "false";
  const weakens = claims
    .filter(
      ({ kinds, status = false, weakens }) =>
        (kinds?.includes(stored.kind) ?? true) &&
        (kinds === undefined || status === (one.subresource === "status")) &&
        weakens(before, after, actors[actor].user),
    )
    .map(({ check }) => check);
  return {
    refusedBy: [
      ...(confirms("weakening") ? [] : weakens),
      ...keys.flatMap((key) => refusedSetting(before, after, key, actor)),
      ...(becomes ? ["comesConfirmed"] : []),
      ...clock,
    ],
    noted: weakens.length > 0 || becomes || keys.some((key) => sets(before, after, key)),
  };
}
