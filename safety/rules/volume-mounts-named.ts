import { eachItem, text } from "../expect";
import { shown, undecided, type Finding } from "../finding";
import { textAt } from "../objects";
import { defineRule } from "../rule";
import { isList, read, type Path, type Value } from "../value";
import { eachContainer, podTemplate, workloads, worksOnDatabase } from "../workloads";

export const volumeMountsNamed = defineRule({
  id: "volume-mounts-named",
  scope: "object",
  title: "A workload of a database mounts volumes that it has",
  why:
    "The API server refuses a pod template that mounts a volume which is not in it: every sync fails from then on. Where " +
    "the missing volume was the one with the data, somebody soon writes an emptyDir in its place to get the delivery " +
    "through, and the server starts empty.",
  severity: "high",
  appliesTo: workloads,
  remedy:
    "Correct the name in volumeMounts, or add the volume to spec.volumes of the pod or to spec.volumeClaimTemplates of the " +
    "StatefulSet.",
  references: [
    {
      title: "Kubernetes: volumes",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work",
    },
  ],
  shows: ["name"],
  check: (object) => {
    const pod = podTemplate(object);
    if (pod === undefined || !worksOnDatabase(object)) {
      return [];
    }
    const volumes = [...pod, "spec", "volumes"];
    const templates = ["spec", "volumeClaimTemplates"];
    const names = namesOf(object, volumes, ["name"]);
    const claims = namesOf(object, templates, ["metadata", "name"]);
    // What is not known yet may be the volume that is missing.
    if (names === undefined || claims === undefined) {
      return [undecided(names === undefined ? volumes : templates)];
    }
    return mounts(object, new Set([...names, ...claims]));
  },
});

function mounts(object: Value, volumes: ReadonlySet<string>): readonly Finding[] {
  return eachContainer(object, (_, container) =>
    eachItem(object, [...container, "volumeMounts"], (_mount, mount) =>
      text(object, [...mount, "name"], {
        known: (name, path) => {
          const message = `must not mount the volume ${shown(name)}, because the pod has none of that name`;
          return volumes.has(name) ? [] : [{ path, message }];
        },
      }),
    ),
  );
}

/** The names in a list; undefined when one is not known yet. */
function namesOf(object: Value, path: Path, name: Path): readonly string[] | undefined {
  const list = read(object, path);
  if (list.state === "absent") {
    return [];
  }
  if (list.state !== "known" || !isList(list.value)) {
    return undefined;
  }
  const unknown = list.value.some((item) => read(item, name).state === "unknown");
  return unknown ? undefined : list.value.map((item) => textAt(item, name));
}
