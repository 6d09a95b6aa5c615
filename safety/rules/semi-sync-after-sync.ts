import { inspect, mustBe, mustBeOneOf } from "../expect";
import type { Finding } from "../finding";
import { mariadbs } from "../kinds";
import { defineRule } from "../rule";
import type { Value } from "../value";

const replication = ["spec", "replication"];

export const semiSyncAfterSync = defineRule({
  id: "semi-sync-after-sync",
  scope: "object",
  title: "A replicated server shows no transaction that a failover may lose",
  why:
    "With the default AfterCommit the primary commits first and waits for a replica afterwards: other sessions read, and " +
    "act on, a transaction that is lost when the primary fails in between. With AfterSync a replica has it before " +
    "anybody sees it. Without semi-synchronous replication nobody waits at all.",
  severity: "medium",
  levels: { dev: "advisory", staging: "advisory", production: "advisory" },
  appliesTo: [mariadbs],
  remedy:
    "Set spec.replication.semiSyncWaitPoint: AfterSync, and leave spec.replication.semiSyncEnabled at true.",
  references: [
    {
      title: "MariaDB: semi-synchronous replication",
      url: "https://mariadb.com/docs/server/ha-and-performance/standard-replication/semisynchronous-replication",
    },
  ],
  shows: ["semiSyncWaitPoint"],
  check: (object) =>
    inspect(object, [...replication, "enabled"], {
      known: (enabled) => (enabled === true ? losingTransactions(object) : []),
    }),
});

function losingTransactions(object: Value): readonly Finding[] {
  const enabled = [...replication, "semiSyncEnabled"];
  return [
    ...inspect(object, enabled, {
      known: () => mustBe(true, object, enabled, "the last transactions are lost at a failover"),
    }),
    ...mustBeOneOf(
      ["AfterSync"],
      object,
      [...replication, "semiSyncWaitPoint"],
      "others read what a failover then loses",
    ),
  ];
}
