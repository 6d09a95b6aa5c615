import { eachItem, inspect, number, text } from "../expect";
import { undecided, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { isExactly, mayBe } from "../labels";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { read, type Value } from "../value";
import { isServerImage } from "../versions";
import { podTemplate } from "../workloads";

const replicas = ["spec", "replicas"];
const topologies = ["galera", "replication"].map((topology) => ["spec", topology, "enabled"]);

export const noUnreplicatedReplicas = defineRule({
  id: "no-unreplicated-replicas",
  scope: "object",
  title: "Several servers of one database replicate to each other",
  why:
    "Replicas of a StatefulSet are so many empty servers, each with its own volume, behind one Service. Each connection " +
    "writes to another one, and from the first minute no two hold the same rows; nothing can merge them afterwards. It " +
    "looks like high availability until the first SELECT misses a row that an INSERT has confirmed.",
  severity: "critical",
  appliesTo: [mariadbs, { group: "apps", kinds: ["Deployment", "ReplicaSet", "StatefulSet"] }],
  remedy:
    "Set spec.galera.enabled: true or spec.replication.enabled: true in the MariaDB, or spec.replicas: 1; let the " +
    "operator run what needs more than one server.",
  references: [
    {
      title: "mariadb-operator: high availability",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/high_availability.md",
    },
    {
      title: "Kubernetes: run a replicated stateful application",
      url: "https://kubernetes.io/docs/tasks/run-application/run-replicated-stateful-application/",
    },
  ],
  shows: ["replicas"],
  check: (object) => (identityOf(object).kind === "MariaDB" ? server(object) : workload(object)),
});

function server(object: Value): readonly Finding[] {
  return several(object, () => {
    const readings = topologies.map((path) => read(object, path));
    if (readings.some((reading) => isExactly(reading, true))) {
      return [];
    }
    const unknown = readings.find((reading) => mayBe(reading, true));
    const message = "must not run several replicas without spec.galera.enabled or spec.replication.enabled";
    return [unknown === undefined ? { path: replicas, message } : undecided(unknown.path)];
  });
}

/** Containers that run beside a server, or only before it, are not looked at. */
function workload(object: Value): readonly Finding[] {
  const message = "must not run several replicas of a database server, because these share no data";
  return several(object, () =>
    eachItem(object, [...(podTemplate(object) ?? []), "spec", "containers"], (_, path) =>
      text(object, [...path, "image"], {
        known: (image) => (isServerImage(image) ? [{ path: replicas, message }] : []),
      }),
    ),
  );
}

/** One replica is right, whatever it runs; so is the one that nobody wrote down. */
function several(object: Value, check: () => readonly Finding[]): readonly Finding[] {
  return inspect(object, replicas, {
    known: () => number(object, replicas, { known: (count) => (count > 1 ? check() : []) }),
  }).flatMap((finding) => (finding.undecided === true && check().length === 0 ? [] : [finding]));
}
