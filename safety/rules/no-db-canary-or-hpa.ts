import { text } from "../expect";
import { shown, type Finding } from "../finding";
import { identityOf, textAt } from "../objects";
import { defineRule } from "../rule";
import type { Path, Value } from "../value";

/** Kinds that no canary and no autoscaler may touch. */
const always = ["MariaDB", "MaxScale", "ExternalMariaDB"];

export const noDbCanaryOrHpa = defineRule({
  id: "no-db-canary-or-hpa",
  scope: "object",
  title: "No canary and no autoscaler acts on a database",
  why:
    "A canary runs a second copy of a StatefulSet beside the first: an empty database, to which a share of the traffic " +
    "then writes. An autoscaler adds replicas in the peak, when copying the data to a new one hurts most, and takes one " +
    "away afterwards, perhaps the primary. Two members instead of three have no quorum.",
  severity: "critical",
  appliesTo: [
    { group: "flagger.app", kinds: ["Canary"] },
    { group: "autoscaling", kinds: ["HorizontalPodAutoscaler"] },
    { group: "keda.sh", kinds: ["ScaledObject"] },
  ],
  remedy:
    "Remove the object, or name a stateless Deployment in spec.targetRef or spec.scaleTargetRef; update databases with " +
    "spec.updateStrategy of the MariaDB.",
  references: [
    { title: "Flagger: how it works", url: "https://docs.flagger.app/usage/how-it-works" },
    {
      title: "Kubernetes: horizontal pod autoscaling",
      url: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
    },
  ],
  shows: ["kind"],
  check: (object) => {
    const canary = identityOf(object).kind === "Canary";
    return target(object, ["spec", canary ? "targetRef" : "scaleTargetRef"], canary ? ["StatefulSet"] : []);
  },
});

function target(object: Value, reference: Path, others: readonly string[]): readonly Finding[] {
  return text(object, [...reference, "kind"], {
    known: (kind, path) => {
      const called = textAt(object, [...reference, "name"]);
      const database = kind === "StatefulSet" && /(^|-)(mariadb|mysql|galera)(-|$)/.test(called);
      const message = `must not act on a ${shown(kind)}, because that is a database with data of its own`;
      return always.includes(kind) || others.includes(kind) || database ? [{ path, message }] : [];
    },
  });
}
