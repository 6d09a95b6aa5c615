import { UNKNOWN, type Value } from "../../../safety";
import { databasesNotAggregated } from "../../../safety/rules/databases-not-aggregated";
import { edit, named } from "./objects";
import { table } from "./table";

const api = "rbac.authorization.k8s.io/v1";
const to = (role: string, value: Value = "true"): Record<string, Value> => ({
  [`rbac.authorization.k8s.io/aggregate-to-${role}`]: value,
});
const rule = (changes: Record<string, Value> = {}): Value => ({
  apiGroups: ["k8s.mariadb.com"],
  resources: ["*"],
  verbs: ["create", "update", "patch", "delete"],
  ...changes,
});
const role = (labels: Value, ...rules: readonly Value[]) =>
  edit(
    edit(named(api, "ClusterRole", "mariadb-operator-edit"), ["metadata", "labels"], labels),
    ["rules"],
    rules,
  );
const first = "rules[0].verbs";

describe("databases-not-aggregated", () => {
  table(databasesNotAggregated, [
    {
      name: "the role of the operator's chart",
      object: role(to("edit"), rule()),
      finds: [first],
      message: /must not create, delete or confirm databases in rules\[0\]\.verbs/,
    },
    { name: "one added to admin", object: role(to("admin"), rule()), finds: [first] },
    { name: "one added to view", object: role(to("view"), rule()), finds: [first] },
    { name: "the same role without the label", object: role({}, rule()), finds: [] },
    { name: "a label with another value", object: role(to("edit", "false"), rule()), finds: [] },
    { name: "a role of somebody's own aggregation", object: role(to("dba"), rule()), finds: [] },
    ...["create", "delete", "deletecollection", "confirm-deletion", "confirm-weakening", "*"].map((verb) => ({
      name: `the verb ${verb} after another`,
      object: role(to("edit"), rule({ verbs: ["get", verb] })),
      finds: [first],
    })),
    {
      name: "looking and changing",
      object: role(to("edit"), rule({ verbs: ["get", "list", "watch", "update", "patch"] })),
      finds: [],
    },
    { name: "every group", object: role(to("edit"), rule({ apiGroups: ["*"] })), finds: [first] },
    { name: "another group", object: role(to("edit"), rule({ apiGroups: ["apps", ""] })), finds: [] },
    {
      name: "the second rule",
      object: role(to("edit"), rule({ apiGroups: ["apps"] }), rule()),
      finds: ["rules[1].verbs"],
    },
    {
      name: "a role without rules",
      object: edit(named(api, "ClusterRole", "a"), ["metadata", "labels"], to("edit")),
      finds: [],
    },
    { name: "a rule without lists", object: role(to("edit"), {}), finds: [] },
    {
      name: "a label that is not known yet",
      object: role(to("edit", UNKNOWN), rule()),
      finds: [first],
    },
    {
      name: "rules that are not known yet",
      object: edit(role(to("edit")), ["rules"], UNKNOWN),
      finds: ["rules"],
      undecided: true,
    },
    ...["apiGroups", "verbs"].map((list) => ({
      name: `${list} that are not known yet`,
      object: role(to("edit"), rule({ [list]: UNKNOWN })),
      finds: [`rules[0].${list}`],
      undecided: true as const,
    })),
    {
      name: "verbs that are not known yet, of another group",
      object: role(to("edit"), rule({ apiGroups: ["apps"], verbs: UNKNOWN })),
      finds: [],
    },
    {
      name: "verbs that are no list",
      object: role(to("edit"), rule({ verbs: "delete" })),
      finds: [first],
      message: /as a list/,
    },
  ]);
});
