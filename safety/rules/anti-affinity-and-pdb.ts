import { environmentOf } from "../environment";
import { inspect, mustBeSet } from "../expect";
import { undecided, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { isExactly } from "../labels";
import { defineRule } from "../rule";
import { formatPath, isList, read, type Path, type Value } from "../value";

const replicas = ["spec", "replicas"];
const budget = ["spec", "podDisruptionBudget"];
const simple = ["spec", "affinity", "antiAffinityEnabled"];
const detailed: readonly Path[] = [
  ["spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
  ["spec", "topologySpreadConstraints"],
];

export const antiAffinityAndPdb = defineRule({
  id: "anti-affinity-and-pdb",
  scope: "object",
  title: "The servers of a production database are on different nodes, and a drain takes one at a time",
  why:
    "Three servers on one node are one server: the node goes, and the quorum with it. A drain of nodes, which every " +
    "upgrade of a cluster is, takes as many servers at once as the disruption budget lets it. The operator writes a " +
    "budget of its own (minAvailable: 50%) only where none is written, and never changes one that exists; anti-affinity " +
    "cannot be changed later either.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy: "Set spec.affinity.antiAffinityEnabled: true and spec.podDisruptionBudget.maxUnavailable: 1.",
  references: [
    {
      title: "mariadb-operator: high availability",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/high_availability.md",
    },
    {
      title: "Kubernetes: disruption budgets",
      url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    },
  ],
  check: (object, context) =>
    environmentOf(object, context) === "production"
      ? inspect(object, replicas, {
          known: (count) => (typeof count === "number" && count > 1 ? atRiskInDrain(object) : []),
        }).filter((finding) => finding.undecided !== true || atRiskInDrain(object).length > 0)
      : [],
});

function atRiskInDrain(object: Value): readonly Finding[] {
  const because = "a drain of nodes may take all servers at once otherwise";
  return [...spread(object), ...mustBeSet(object, budget, because), ...useful(object)];
}

function spread(object: Value): readonly Finding[] {
  const listed = detailed.map((path) => read(object, path));
  const spreads = listed.some(({ state, ...rest }) => state === "known" && isFilled(rest));
  const readings = [read(object, simple), ...listed];
  if (isExactly(read(object, simple), true) || spreads) {
    return [];
  }
  const unknown = readings.find(({ state }) => state === "unknown");
  const message = `must set ${formatPath(simple)} to true, because one node may hold all servers otherwise`;
  return [unknown === undefined ? { path: simple, message } : undecided(unknown.path)];
}

function isFilled(reading: object): boolean {
  return (
    "value" in reading && isList(reading.value as Value) && (reading.value as readonly Value[]).length > 0
  );
}

/** A budget that allows no disruption stops every upgrade of the nodes; one that allows all is none. */
function useful(object: Value): readonly Finding[] {
  return [
    ...bound(object, "maxUnavailable", [0, "0", "0%", "100%"]),
    ...bound(object, "minAvailable", [0, "0", "0%", "100%"]),
  ];
}

function bound(object: Value, field: string, useless: readonly Value[]): readonly Finding[] {
  const path = [...budget, field];
  const message = `must set ${formatPath(path)} so that one server may go and not all, such as maxUnavailable: 1`;
  const count = read(object, replicas);
  const all = count.state === "known" ? [count.value, JSON.stringify(count.value)] : [];
  return inspect(object, path, {
    known: (value) => ([...useless, ...all].includes(value) ? [{ path, message }] : []),
  });
}
