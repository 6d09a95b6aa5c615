import { UNKNOWN, type Value } from "../../../safety";
import { secretsReadByName } from "../../../safety/rules/secrets-read-by-name";
import { edit, named } from "./objects";
import { table } from "./table";

const api = "rbac.authorization.k8s.io/v1";
const rule = (changes: Record<string, Value> = {}): Value => ({
  apiGroups: [""],
  resources: ["secrets"],
  verbs: ["get"],
  ...changes,
});
const role = (...rules: readonly Value[]) => edit(named(api, "Role", "a", "databases"), ["rules"], rules);
const first = "rules[0].resourceNames";
const one = { resourceNames: ["mariadb-app"] };

describe("secrets-read-by-name", () => {
  table(secretsReadByName, [
    { name: "one Secret by name", object: role(rule(one)), finds: [] },
    {
      name: "every Secret",
      object: role(rule()),
      finds: [first],
      message: /must name the Secrets that it reads in rules\[0\]\.resourceNames/,
    },
    {
      name: "every Secret of the cluster, in dev",
      object: { ...role(rule()), kind: "ClusterRole" },
      environment: "dev",
      finds: [first],
    },
    ...["get", "list", "watch", "*"].map((verb) => ({
      name: `the verb ${verb} after another`,
      object: role(rule({ verbs: ["create", verb] })),
      finds: [first],
    })),
    { name: "other verbs", object: role(rule({ verbs: ["create", "patch", "delete"] })), finds: [] },
    { name: "every resource", object: role(rule({ resources: ["pods", "*"] })), finds: [first] },
    { name: "another resource", object: role(rule({ resources: ["pods"] })), finds: [] },
    { name: "every group", object: role(rule({ apiGroups: ["apps", "*"] })), finds: [first] },
    { name: "another group", object: role(rule({ apiGroups: ["apps"] })), finds: [] },
    { name: "a list by name", object: role(rule({ ...one, verbs: ["list", "watch"] })), finds: [] },
    { name: "no names in the list", object: role(rule({ resourceNames: [] })), finds: [first] },
    { name: "an empty name", object: role(rule({ resourceNames: ["a", ""] })), finds: [first] },
    { name: "the second rule", object: role(rule(one), rule()), finds: ["rules[1].resourceNames"] },
    { name: "a role without rules", object: named(api, "Role", "a"), finds: [] },
    { name: "a rule without lists", object: role({}), finds: [] },
    { name: "a binding", object: { ...role(rule()), kind: "RoleBinding" }, finds: [] },
    {
      name: "rules that are not known yet",
      object: edit(role(), ["rules"], UNKNOWN),
      finds: ["rules"],
      undecided: true,
    },
    ...["apiGroups", "resources", "verbs"].map((list) => ({
      name: `${list} that are not known yet`,
      object: role(rule({ [list]: UNKNOWN })),
      finds: [`rules[0].${list}`],
      undecided: true as const,
    })),
    {
      name: "a verb that is not known yet",
      object: role(rule({ verbs: ["create", UNKNOWN] })),
      finds: ["rules[0].verbs[1]"],
      undecided: true,
    },
    {
      name: "a verb that is not known yet beside one that reads",
      object: role(rule({ verbs: [UNKNOWN, "get"] })),
      finds: [first],
    },
    {
      name: "verbs that are not known yet, by name",
      object: role(rule({ ...one, verbs: UNKNOWN })),
      finds: [],
    },
    {
      name: "verbs that are not known yet, of another resource",
      object: role(rule({ resources: ["pods"], verbs: UNKNOWN })),
      finds: [],
    },
    {
      name: "names that are not known yet",
      object: role(rule({ resourceNames: UNKNOWN })),
      finds: [first],
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      object: role(rule({ resourceNames: [UNKNOWN] })),
      finds: [`${first}[0]`],
      undecided: true,
    },
    {
      name: "verbs that are no list",
      object: role(rule({ verbs: "get" })),
      finds: ["rules[0].verbs"],
      message: /as a list/,
    },
  ]);
});
