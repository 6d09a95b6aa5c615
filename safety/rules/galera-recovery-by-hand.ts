import { boolean, mustBe, mustBeAbsent } from "../expect";
import { undecided, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { defineRule } from "../rule";
import { read, type Value } from "../value";

const recovery = ["spec", "galera", "recovery"];

export const galeraRecoveryByHand = defineRule({
  id: "galera-recovery-by-hand",
  scope: "object",
  title: "A person picks the node from which a Galera cluster starts again",
  why:
    "After a total outage the operator looks for the node with the latest transactions. Before 26.10 it could take an " +
    "empty one, a new volume or a node whose state was unreadable, and every other node then copied the emptiness: the " +
    "whole database was gone, on all replicas. With the recovery off the cluster waits for a person. " +
    "forceClusterBootstrapInPod, left in Git, starts every later recovery from the same node, however old it is.",
  severity: "critical",
  appliesTo: [mariadbs],
  remedy:
    "Set spec.galera.recovery.enabled: false, and remove spec.galera.recovery.forceClusterBootstrapInPod. With operator " +
    "26.10 or later, which refuses to start from an empty node, take an exception.",
  references: [
    {
      title: "mariadb-operator #1108: a cluster recovered from an empty node",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1108",
    },
    {
      title: "mariadb-operator #1701: recovery lost all data",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1701",
    },
  ],
  check: (object) =>
    boolean(object, ["spec", "galera", "enabled"], {
      known: (enabled) => (enabled ? automaticRecovery(object) : []),
    }),
});

function automaticRecovery(object: Value): readonly Finding[] {
  const holder = read(object, recovery);
  return holder.state === "unknown"
    ? [undecided(holder.path)]
    : [
        ...mustBe(
          false,
          object,
          [...recovery, "enabled"],
          "an operator before 26.10 may start from an empty node",
        ),
        ...mustBeAbsent(
          object,
          [...recovery, "forceClusterBootstrapInPod"],
          "it also decides about every later recovery",
        ),
      ];
}
