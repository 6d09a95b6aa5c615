import { eachItem, eachText } from "../expect";
import type { Finding } from "../finding";
import { mariadbGroup } from "../kinds";
import { label, mayBe } from "../labels";
import { roles } from "../permissions";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const prefix = "rbac.authorization.k8s.io/aggregate-to-";

/** What makes a rule of a role one that deletes, restores or confirms: it has one of these in each of the lists. */
const granting: Readonly<Record<string, readonly string[]>> = {
  apiGroups: [mariadbGroup, "*"],
  verbs: ["create", "delete", "deletecollection", "confirm-deletion", "confirm-weakening", "*"],
};
const match: Finding = { path: [], message: "grants it" };

export const databasesNotAggregated = defineRule({
  id: "databases-not-aggregated",
  scope: "object",
  title: "A role that is added to edit, admin or view grants no deletion and no restore of databases",
  why:
    "Kubernetes adds the rules of such a role to its own role edit or admin. Whoever is bound to that one, in any " +
    "namespace and for any reason, may then delete and restore databases there, and no binding says so.",
  severity: "high",
  appliesTo: [roles],
  remedy:
    `Remove ${prefix}edit, ${prefix}admin or ${prefix}view from metadata.labels and bind the role to the people who need it; or ` +
    "leave get, list and watch in rules[].verbs. In the chart of mariadb-operator set rbac.aggregation.enabled to false.",
  references: [
    {
      title: "Kubernetes: aggregated ClusterRoles",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles",
    },
  ],
  check: (object) => {
    const readings = ["edit", "admin", "view"].map((role) => label(object, `${prefix}${role}`));
    if (!readings.some((reading) => mayBe(reading, "true"))) {
      return [];
    }
    return eachItem(object, ["rules"], (_, path) => {
      const lists = Object.entries(granting).map(([list, wanted]) => has(object, [...path, list], wanted));
      if (lists.includes(false)) {
        return [];
      }
      const unclear = lists.filter((answer) => typeof answer === "object");
      const where = [...path, "verbs"];
      const message = `must not create, delete or confirm databases in ${formatPath(where)}, because its label gives that to everybody who is bound to edit or admin`;
      return unclear.length > 0 ? unclear : [{ path: where, message }];
    });
  },
});

/** Whether a list has one of some words, or the finding that keeps this from being known. */
function has(object: Value, path: Path, wanted: readonly string[]): boolean | Finding {
  const found = eachText(object, path, (word) => (wanted.includes(word) ? [match] : []));
  return found.includes(match) || (found[0] ?? false);
}
