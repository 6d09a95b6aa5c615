import { eachItem, eachText } from "../expect";
import { appProjects } from "../kinds";
import { isExactly, isStateless } from "../labels";
import { destructiveGrant, parsePolicy } from "../permissions";
import { defineRule } from "../rule";
import { formatPath, isList, read, type Path, type Value } from "../value";

export const projectRolesCannotDelete = defineRule({
  id: "project-roles-cannot-delete",
  scope: "object",
  title: "No role of a project of databases may delete, override or run actions",
  why:
    "A deletion in the UI adds the cascade finalizer by itself, and the deletion of a single object ignores Prune=false " +
    "and Delete=false. With override somebody syncs manifests that are not in Git, and an action suspends or restarts a " +
    "server. A role that people have every day needs to look and to sync, no more.",
  severity: "high",
  appliesTo: [appProjects],
  remedy:
    "Grant get and sync in spec.roles[].policies only; keep delete, override and action/* for a role break-glass, or deny " +
    "them.",
  references: [
    {
      title: "Argo CD: RBAC",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/",
    },
  ],
  check: (object) =>
    isStateless(object, [])
      ? []
      : eachItem(object, ["spec", "roles"], (_, role) =>
          isExactly(read(object, [...role, "name"]), "break-glass")
            ? []
            : eachText(object, [...role, "policies"], (line, path) => {
                const policy = parsePolicy(line);
                const grant = policy && destructiveGrant(policy, policiesOf(object, [...role, "policies"]));
                const message = `must not grant ${grant ?? ""} in ${formatPath(path)}, because that takes data away or goes past Git`;
                return grant === undefined ? [] : [{ path, message }];
              }),
        ),
});

function policiesOf(object: Value, path: Path) {
  const list = read(object, path);
  return list.state === "known" && isList(list.value)
    ? list.value.flatMap((line) => (typeof line === "string" ? (parsePolicy(line) ?? []) : []))
    : [];
}
