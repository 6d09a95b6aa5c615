import { defineRule } from "../rule";
import { mustNotBeTrue } from "../expect";
import { mariadbs, operatorKinds } from "../kinds";

export const serverNotSuspended = defineRule({
  id: "server-not-suspended",
  scope: "object",
  title: "No server is left suspended",
  why:
    "A suspended server runs, but the operator does not look after it: no failover, no physical backup, no change of a " +
    "Database, User or Grant. Its pods look healthy. In Git the suspension survives the maintenance that it was meant " +
    "for.",
  severity: "high",
  appliesTo: [mariadbs, operatorKinds("MaxScale")],
  remedy: "Remove spec.suspend; suspend the live object for a maintenance, with the delivery paused.",
  references: [
    {
      title: "mariadb-operator: suspending reconciliation",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/suspend.md",
    },
  ],
  check: (object) =>
    mustNotBeTrue(object, ["spec", "suspend"], "no failover and no physical backup happens meanwhile"),
});
