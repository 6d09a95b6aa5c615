import { mustBeOneOf } from "../expect";
import type { Finding } from "../finding";
import { mariadbs, statefulSets, storageClasses } from "../kinds";
import { isStateless } from "../labels";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import type { Path, Value } from "../value";

const because = "the volume and all that is on it is deleted otherwise";

export const pvcRetain = defineRule({
  id: "pvc-retain",
  scope: "object",
  title: "A volume outlives its claim, and a claim its server",
  why:
    "The operator and Kubernetes keep the claims of a deleted server, unless somebody writes whenDeleted: Delete. One " +
    "layer below, a StorageClass that says nothing deletes the disk as soon as its claim goes: with a namespace, a " +
    "release or a wrong command. Retain on both is what is left when all other protection has failed. The operator " +
    "hands its policy to the StatefulSet only once, so a Retain that is written later protects nothing.",
  severity: "critical",
  appliesTo: [mariadbs, statefulSets, storageClasses, { group: "", kinds: ["PersistentVolume"] }],
  remedy:
    "Set reclaimPolicy: Retain in a StorageClass, spec.persistentVolumeReclaimPolicy: Retain in a PersistentVolume, " +
    "and Retain (or nothing) for whenDeleted and whenScaled in spec.storage.pvcRetentionPolicy of a MariaDB and in " +
    "spec.persistentVolumeClaimRetentionPolicy of a StatefulSet.",
  references: [
    {
      title: "Kubernetes: reclaim policy of volumes",
      url: "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming",
    },
    {
      title: "Kubernetes: retention of the claims of a StatefulSet",
      url: "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
    },
    {
      title: "argo-cd #12388: claims deleted although pruning was off",
      url: "https://github.com/argoproj/argo-cd/issues/12388",
    },
  ],
  contradicts: [
    {
      rule: "kyverno/restrict-storageclass",
      url: "https://kyverno.io/policies/other/restrict-storageclass/restrict-storageclass/",
      why: "It requires reclaimPolicy Delete, which frees disks that nobody uses; the disk of a database is its data.",
    },
  ],
  shows: ["reclaimPolicy", "persistentVolumeReclaimPolicy", "whenDeleted", "whenScaled"],
  check: (object) => (isStateless(object, []) ? [] : retained(object)),
});

function retained(object: Value): readonly Finding[] {
  switch (identityOf(object).kind) {
    case "StorageClass":
      return mustRetain(object, ["reclaimPolicy"], "Delete");
    case "PersistentVolume":
      return mustRetain(object, ["spec", "persistentVolumeReclaimPolicy"]);
    case "StatefulSet":
      return claims(object, ["spec", "persistentVolumeClaimRetentionPolicy"]);
    default:
      return claims(object, ["spec", "storage", "pvcRetentionPolicy"]);
  }
}

function claims(object: Value, path: Path): readonly Finding[] {
  return ["whenDeleted", "whenScaled"].flatMap((when) => mustRetain(object, [...path, when]));
}

/** @param otherwise What Kubernetes takes when nothing is said. */
function mustRetain(object: Value, path: Path, otherwise = "Retain"): readonly Finding[] {
  return mustBeOneOf(["Retain"], object, path, because, otherwise);
}
