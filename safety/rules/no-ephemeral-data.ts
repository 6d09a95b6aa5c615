import { eachItem, inspect, mustNotBeTrue } from "../expect";
import type { Finding } from "../finding";
import { mariadbs } from "../kinds";
import { textAt, type Target } from "../objects";
import { defineRule } from "../rule";
import { formatPath, isList, read, type Path, type Value } from "../value";
import { dataDirectory } from "../database-names";
import { eachContainer, podTemplate, workloads } from "../workloads";

const targets: readonly Target[] = [mariadbs, ...workloads];

export const noEphemeralData = defineRule({
  id: "no-ephemeral-data",
  scope: "object",
  title: "No database keeps its data in a volume that goes with the pod or the node",
  why:
    "An emptyDir, which storage.ephemeral: true makes as well, is deleted with its pod: a drained node, an eviction or " +
    "an update is enough. A hostPath stays on one node, which nobody backs up, and the pod starts empty on the next " +
    "one.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Remove spec.storage.ephemeral and set spec.storage.size; give a workload of its own a claim, through " +
    "spec.volumeClaimTemplates of a StatefulSet.",
  references: [
    { title: "Kubernetes: emptyDir", url: "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir" },
    {
      title: "mariadb-operator: ephemeral storage",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/storage.md",
    },
  ],
  check: (object) => {
    const pod = podTemplate(object);
    return pod === undefined ? server(object) : mounted(object, [...pod, "spec", "volumes"]);
  },
});

function server(object: Value): readonly Finding[] {
  return mustNotBeTrue(object, ["spec", "storage", "ephemeral"], "the data is deleted with the pod");
}

/** The volumes that a container mounts where a database keeps its data. */
function mounted(object: Value, volumes: Path): readonly Finding[] {
  return eachContainer(object, (_, container) =>
    eachItem(object, [...container, "volumeMounts"], (mount) =>
      dataDirectory.test(textAt(mount, ["mountPath"])) ? named(object, volumes, textAt(mount, ["name"])) : [],
    ),
  );
}

function named(object: Value, path: Path, name: string): readonly Finding[] {
  const list = read(object, path);
  if (list.state !== "known" || !isList(list.value)) {
    return inspect(object, path, { known: () => [] });
  }
  return list.value.flatMap((volume, index) => {
    const at = [...path, index];
    const itself = read(volume, ["name"]);
    return itself.state === "unknown" || (itself.state === "known" && itself.value === name)
      ? ["emptyDir", "hostPath"].flatMap((kind) =>
          inspect(object, [...at, kind], { known: (_, place) => [lost(place)] }),
        )
      : [];
  });
}

function lost(path: Path): Finding {
  const message = `must not keep the data of a database in ${formatPath(path)}, because it goes with the pod or the node`;
  return { path, message };
}
