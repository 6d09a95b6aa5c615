import { inspect, mustBeAbsent } from "../expect";
import { misshapen, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

export const disruptionBudgetSane = defineRule({
  id: "disruption-budget-sane",
  scope: "object",
  title: "A disruption budget allows one disruption at a time, and not all at once",
  why:
    "A budget that allows none stops every drain of a node, until somebody deletes the pods by force. One that allows " +
    "all lets a drain take the whole cluster at once, and a Galera cluster that loses its quorum does not come back by " +
    "itself. The operator writes the budget of a MariaDB once and never again.",
  severity: "medium",
  appliesTo: [mariadbs, { group: "policy", kinds: ["PodDisruptionBudget"] }],
  remedy:
    "Set maxUnavailable: 1 in spec (spec.podDisruptionBudget of a MariaDB), and leave minAvailable out.",
  references: [
    {
      title: "Kubernetes: disruption budgets",
      url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    },
    {
      title: "kube-linter: pdb-max-unavailable",
      url: "https://docs.kubelinter.io/#/generated/checks?id=pdb-max-unavailable",
    },
  ],
  equivalents: ["kube-linter/pdb-max-unavailable", "kube-linter/pdb-min-available"],
  check: (object) => {
    const isServer = identityOf(object).kind === "MariaDB";
    const at = isServer ? ["spec", "podDisruptionBudget"] : ["spec"];
    const replicas = isServer ? read(object, ["spec", "replicas"]) : undefined;
    const count =
      replicas?.state === "known" && typeof replicas.value === "number" ? replicas.value : Infinity;
    const [most, least] = [
      [...at, "maxUnavailable"],
      [...at, "minAvailable"],
    ];
    const both =
      read(object, most).state === "known"
        ? mustBeAbsent(object, least, "only one of the two may be set")
        : [];
    return [
      ...bound(object, most, (value) => value > 0 && value < Math.max(count, 2), count),
      ...bound(object, least, (value) => value > 0 && value < count, count),
      ...both,
    ];
  },
});

/** Numbers of pods, or percentages of them. */
function bound(
  object: Value,
  path: Path,
  isGood: (pods: number) => boolean,
  count: number,
): readonly Finding[] {
  const field = formatPath(path);
  const message = `must allow some disruption and not all of it in ${field}; write maxUnavailable: 1`;
  return inspect(object, path, {
    known: (value) => {
      const [, percent] = /^(\d{1,3})%$/.exec(typeof value === "string" ? value : "") ?? [];
      if (percent === undefined && typeof value !== "number") {
        return [misshapen(path, "a number of pods or a percentage", value)];
      }
      const share = Number(percent ?? 0);
      const good =
        percent === undefined
          ? isGood(Number(value))
          : share > 0 && share < 100 && (count === Infinity || isGood(Math.ceil((share * count) / 100)));
      return good ? [] : [{ path, message }];
    },
  });
}
