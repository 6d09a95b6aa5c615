import { eachItem, mustBeAbsent } from "../expect";
import type { Finding } from "../finding";
import { mariadbs, statefulSets } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import type { Path, Value } from "../value";

export const noHostPath = defineRule({
  id: "no-host-path",
  scope: "object",
  title: "No volume of a database is a directory of the node",
  why:
    "A hostPath is a directory that the node happens to have: no quota, no snapshot, no resize, and nothing moves it when " +
    "the pod moves. The server starts with an empty directory on another node, or reads what an earlier one left. A " +
    "pod that may mount the host may also read every other database on it.",
  severity: "high",
  appliesTo: [mariadbs, { group: "", kinds: ["PersistentVolume"] }, statefulSets],
  remedy: "Remove hostPath from spec, and claim a volume of a StorageClass.",
  references: [
    {
      title: "Kubernetes: hostPath",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    },
    {
      title: "Kyverno: disallow host paths",
      url: "https://kyverno.io/policies/pod-security/baseline/disallow-host-path/disallow-host-path/",
    },
  ],
  equivalents: ["kyverno/disallow-host-path"],
  check: (object) => {
    switch (identityOf(object).kind) {
      case "PersistentVolume":
        return onHost(object, ["spec"]);
      case "StatefulSet":
        return volumes(object, ["spec", "template", "spec", "volumes"]);
      default:
        return volumes(object, ["spec", "volumes"]);
    }
  },
});

function volumes(object: Value, list: Path): readonly Finding[] {
  return eachItem(object, list, (_, path) => onHost(object, path));
}

function onHost(object: Value, path: Path): readonly Finding[] {
  return mustBeAbsent(object, [...path, "hostPath"], "the directory stays on the node when the pod moves");
}
