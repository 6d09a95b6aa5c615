import { argoApplications } from "../application";
import { map, text } from "../expect";
import { about, type Finding } from "../finding";
import { appProjects, configMaps } from "../kinds";
import { isStateless } from "../labels";
import { checkNamed, identityOf, membersOf, textAt } from "../objects";
import { destructiveGrant, parsePolicy } from "../permissions";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const data = ["data"];

/** Built in, and the name that a role for emergencies has. */
const trusted = ["role:admin", "role:break-glass"];

export const rbacCannotDelete = defineRule({
  id: "rbac-cannot-delete",
  scope: "set",
  title: "Nobody but administrators may delete, override or run actions in the projects of databases",
  why:
    "A deletion in the UI adds the cascade finalizer by itself, and the deletion of a single object ignores Prune=false " +
    "and Delete=false. With override somebody syncs manifests that are not in Git. What policy.default grants can be " +
    "denied to nobody.",
  severity: "high",
  appliesTo: [configMaps],
  remedy:
    'Grant get and sync in data["policy.csv"] only; keep delete, override and action/* for role:admin or ' +
    'role:break-glass, and set data["policy.default"] to role:readonly or "".',
  references: [
    {
      title: "Argo CD: RBAC",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/",
    },
  ],
  check: (objects) => {
    const projects = projectsOf(objects);
    return membersOf(objects, configMaps).flatMap(({ index, object }) =>
      about(
        index,
        checkNamed(object, ["argocd-rbac-cm"], (settings) => policies(settings, projects)),
      ),
    );
  },
});

/** The projects of the set that may hold databases. */
function projectsOf(objects: readonly Value[]): readonly string[] {
  return [
    ...membersOf(objects, appProjects)
      .filter(({ object }) => !isStateless(object, []))
      .map(({ object }) => identityOf(object).name),
    ...membersOf(objects, argoApplications)
      .filter(({ object }) => !isStateless(object, []))
      .map(({ object }) => textAt(object, ["spec", "project"])),
  ].filter((name) => name !== "");
}

function policies(object: Value, projects: readonly string[]): readonly Finding[] {
  return map(object, data, {
    known: (settings) =>
      Object.keys(settings).flatMap((key) =>
        key === "policy.default"
          ? fallback(object, [...data, key])
          : /^policy(\..*)?\.csv$/.test(key)
            ? lines(object, [...data, key], projects)
            : [],
      ),
  });
}

function fallback(object: Value, path: Path): readonly Finding[] {
  const message = `must not write role:admin in ${formatPath(path)}, because nothing can be denied to a default role`;
  return text(object, path, { known: (role) => (role.trim() === "role:admin" ? [{ path, message }] : []) });
}

function lines(object: Value, path: Path, projects: readonly string[]): readonly Finding[] {
  return text(object, path, {
    known: (csv) => {
      const parsed = csv.split("\n").map(parsePolicy);
      const all = parsed.flatMap((line) => line ?? []);
      return parsed.flatMap((line, index) => {
        const grant = line && reaches(line.object, projects) ? destructiveGrant(line, all) : undefined;
        const message = `must not grant ${grant ?? ""} in line ${index + 1} of ${formatPath(path)}, because that takes data away or goes past Git`;
        return grant === undefined || trusted.includes(line?.subject ?? "") ? [] : [{ path, message }];
      });
    },
  });
}

/** Whether "<project>/<application>" reaches a database: a project with a star in it may be any. */
function reaches(object: string, projects: readonly string[]): boolean {
  const project = object.split("/")[0] ?? "";
  return project.includes("*") || projects.includes(project);
}
