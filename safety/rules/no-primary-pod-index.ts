import { mustBeAbsent } from "../expect";
import { mariadbs } from "../kinds";
import { defineRule } from "../rule";

export const noPrimaryPodIndex = defineRule({
  id: "no-primary-pod-index",
  scope: "object",
  title: "The operator says which pod is the primary, not Git",
  why:
    "The operator writes primary.podIndex into the spec at every failover. A manifest that says it too undoes the " +
    "failover at the next sync: the engine orders a switchover back to the old primary, which may be down, behind or " +
    "the very pod that lost its disk.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy: "Remove podIndex from spec.replication.primary and spec.galera.primary.",
  references: [
    {
      title: "mariadb-operator: primary switchover",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/replication.md",
    },
  ],
  check: (object) =>
    ["replication", "galera"].flatMap((topology) =>
      mustBeAbsent(
        object,
        ["spec", topology, "primary", "podIndex"],
        "the operator changes it at every failover",
      ),
    ),
});
