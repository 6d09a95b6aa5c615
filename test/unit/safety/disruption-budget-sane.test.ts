import { UNKNOWN, type Value } from "../../../safety";
import { disruptionBudgetSane } from "../../../safety/rules/disruption-budget-sane";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const budget = (spec: Value) => edit(named("policy/v1", "PodDisruptionBudget", "a"), ["spec"], spec);
const server = (value: Value, replicas: Value = 3) =>
  edit(edit(mariadb(), ["spec", "podDisruptionBudget"], value), ["spec", "replicas"], replicas);
const most = ["spec.maxUnavailable"];
const least = ["spec.podDisruptionBudget.minAvailable"];

describe("disruption-budget-sane", () => {
  table(disruptionBudgetSane, [
    { name: "one pod", object: budget({ maxUnavailable: 1 }), finds: [] },
    { name: "no pod", object: budget({ maxUnavailable: 0 }), finds: most },
    { name: "half of them", object: budget({ maxUnavailable: "50%" }), finds: [] },
    { name: "none of them", object: budget({ maxUnavailable: "0%" }), finds: most },
    { name: "all of them", object: budget({ maxUnavailable: "100%" }), finds: most },
    { name: "all that must stay", object: budget({ minAvailable: "100%" }), finds: ["spec.minAvailable"] },
    { name: "two that stay", object: budget({ minAvailable: 2 }), finds: [] },
    { name: "a word", object: budget({ maxUnavailable: "one" }), finds: most },
    { name: "both", object: budget({ maxUnavailable: 1, minAvailable: 1 }), finds: ["spec.minAvailable"] },
    { name: "neither", object: budget({}), finds: [] },
    {
      name: "a bound that is not known yet",
      object: budget({ maxUnavailable: UNKNOWN }),
      finds: most,
      undecided: true,
    },
    { name: "a server's budget", object: server({ maxUnavailable: 1 }), finds: [] },
    { name: "a single server that may be drained", object: server({ maxUnavailable: 1 }, 1), finds: [] },
    { name: "all members that must stay", object: server({ minAvailable: 3 }), finds: least },
    {
      name: "all members that may go",
      object: server({ maxUnavailable: 3 }),
      finds: ["spec.podDisruptionBudget.maxUnavailable"],
    },
    { name: "a share of three that is all of them", object: server({ minAvailable: "90%" }), finds: least },
    { name: "a share of three that is two of them", object: server({ minAvailable: "50%" }), finds: [] },
    { name: "members that are not known yet", object: server({ minAvailable: 3 }, UNKNOWN), finds: [] },
    { name: "no budget", object: mariadb(), finds: [] },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
