import { inspect, number } from "../expect";
import { undecided, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { mayBe } from "../labels";
import { defineRule } from "../rule";
import { read, type Value } from "../value";

const enabled = ["spec", "galera", "enabled"];
const replicas = ["spec", "replicas"];

export const galeraQuorum = defineRule({
  id: "galera-quorum",
  scope: "object",
  title: "A Galera cluster has an odd number of members, at least three",
  why:
    "A Galera cluster accepts writes while more than half of its members see each other. With two, the loss of one " +
    "stops both; with four, a network that breaks in the middle leaves no majority on either side, and whoever then " +
    "bootstraps both halves has two histories of which one must be thrown away. The field replicasAllowEvenNumber " +
    "switches the operator's own check off, and that check accepts a single member.",
  severity: "critical",
  appliesTo: [mariadbs],
  remedy: "Set spec.replicas: 3 or another odd number above, or leave spec.galera out.",
  references: [
    {
      title: "MariaDB: Galera quorum and weighted voting",
      url: "https://mariadb.com/docs/galera-cluster/galera-architecture/quorum-control-with-weighted-votes",
    },
    {
      title: "mariadb-operator: Galera",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/galera.md",
    },
  ],
  shows: ["replicas"],
  check: (object) =>
    inspect(object, ["spec", "galera"], {
      known: () => (mayBe(read(object, enabled), true) ? members(object) : misread(object)),
    }),
});

/** A cluster with a quorum is right whether or not it turns out to be one. */
function members(object: Value): readonly Finding[] {
  const switchedOn = read(object, enabled);
  const found = number(object, replicas, {
    known: (count) =>
      Number.isInteger(count) && count >= 3 && count % 2 === 1
        ? []
        : [
            {
              path: replicas,
              message: `must not run a Galera cluster of ${String(count)}, but of 3, 5 or another odd number`,
            },
          ],
    absent: () => [
      { path: replicas, message: "must set spec.replicas to 3 or another odd number above for Galera" },
    ],
  });
  return found.length > 0 && switchedOn.state === "unknown" ? [undecided(switchedOn.path)] : found;
}

function misread(object: Value): readonly Finding[] {
  return inspect(object, enabled, { known: () => [] });
}
