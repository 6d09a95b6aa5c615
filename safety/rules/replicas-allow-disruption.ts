import { environmentOf } from "../environment";
import { number } from "../expect";
import { mariadbs } from "../kinds";
import { isExactly } from "../labels";
import { defineRule, levels } from "../rule";
import { read } from "../value";

const replicas = ["spec", "replicas"];

export const replicasAllowDisruption = defineRule({
  id: "replicas-allow-disruption",
  scope: "object",
  title: "A production database has a second server to move to",
  why:
    "An upgrade of the cluster drains every node once. The only server of a database is stopped with its node, and the " +
    "database is away until its volume is attached to another node and the server has recovered; where the volume " +
    "belongs to one node or zone, until that one is back. A disruption budget cannot help: it either lets the only " +
    "server go or stops the drain.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [mariadbs],
  remedy:
    "Set spec.replicas: 2 with spec.replication.enabled: true, or spec.replicas: 3 with spec.galera.enabled: true.",
  references: [
    {
      title: "mariadb-operator: high availability",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/high_availability.md",
    },
    {
      title: "Kubernetes: disruptions",
      url: "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",
    },
  ],
  check: (object, context) => {
    // galera-quorum asks more of a Galera cluster than this.
    const galera = isExactly(read(object, ["spec", "galera", "enabled"]), true);
    if (galera || environmentOf(object, context) !== "production") {
      return [];
    }
    const message =
      "must run at least two servers in spec.replicas, because one does not survive the drain of its node";
    const alone = { path: replicas, message };
    return number(object, replicas, {
      known: (count) => (count < 2 ? [alone] : []),
      absent: () => [alone],
    });
  },
});
