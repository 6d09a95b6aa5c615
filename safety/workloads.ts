import { eachItem } from "./expect";
import type { Finding } from "./finding";
import { identityOf } from "./identity";
import type { Target } from "./rule";
import type { Known, Path, Value } from "./value";

/** The kinds of Kubernetes itself that run pods. */
export const workloads: readonly Target[] = [
  { group: "apps", kinds: ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] },
  { group: "batch", kinds: ["CronJob", "Job"] },
  { group: "", kinds: ["Pod", "ReplicationController"] },
];

/** Where the pod of a workload is: `["spec", "template"]`, deeper in a CronJob, `[]` in a Pod. Undefined for others. */
export function podTemplate(object: Value): Path | undefined {
  switch (identityOf(object).kind) {
    case "CronJob":
      return ["spec", "jobTemplate", "spec", "template"];
    case "DaemonSet":
    case "Deployment":
    case "Job":
    case "ReplicaSet":
    case "ReplicationController":
    case "StatefulSet":
      return ["spec", "template"];
    case "Pod":
      return [];
    default:
      return undefined;
  }
}

/** The lists of containers of a pod's spec. */
export const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Judges every container of a workload, those that run first or are added for debugging as well. */
export function eachContainer(
  object: Value,
  check: (container: Known, path: Path) => readonly Finding[],
): readonly Finding[] {
  const pod = podTemplate(object);
  return pod === undefined
    ? []
    : containerLists.flatMap((list) => eachItem(object, [...pod, "spec", list], check));
}
