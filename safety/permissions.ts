import { eachText } from "./expect";
import type { Finding } from "./finding";
import { appProjects, fluxHelmReleases, fluxKustomizations } from "./kinds";
import { isExactly, isStateless } from "./labels";
import { identityOf, membersOf, textAt, type Target } from "./objects";
import { isList, read, type Path, type Value } from "./value";

/** Lines of Argo CD's policy language: "p, <subject>, <resource>, <action>, <object>, <effect>". */
interface PolicyLine {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: string;
}

/** One line; undefined for an empty line, a comment, or a line that gives nobody a permission. */
export function parsePolicy(line: string): PolicyLine | undefined {
  const [type, subject = "", resource = "", action = "", object = "", effect = ""] = fieldsOf(line);
  return type === "p" ? { subject, resource, action, object, effect } : undefined;
}

/** The fields of a line; one with a comma in it is quoted. */
function fieldsOf(line: string): readonly string[] {
  return (line.match(/"(?:[^"]|"")*"|[^,"]+/g) ?? [])
    .map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .replaceAll('""', '"'),
    )
    .filter((field) => field !== "");
}

/** What takes data away, runs something on it, or syncs what is not in Git: one request of each kind. */
const deeds: readonly (readonly [string, string])[] = [
  ["delete", "delete"],
  ["delete/*", "delete/k8s.mariadb.com/MariaDB/databases/mariadb"],
  ["delete/*", "delete/k8s.mariadb.com/Database/databases/app"],
  ["delete/*", "delete//PersistentVolumeClaim/databases/storage-mariadb-0"],
  ["delete/*", "delete//Secret/databases/mariadb-root"],
  ["override", "override"],
  ["action/*", "action/k8s.mariadb.com/MariaDB/suspend"],
  ["action/*", "action/apps/StatefulSet/scale"],
];

/**
 * What a line grants that may destroy data, as an action's name; undefined when nothing. What another line denies to
 * the same subject is not granted, because a denial wins.
 */
export function destructiveGrant(line: PolicyLine, all: readonly PolicyLine[]): string | undefined {
  if (line.effect === "deny" || !matches(line.resource, "applications")) {
    return undefined;
  }
  const denials = all.filter(
    ({ subject, effect, object }) =>
      effect === "deny" && subject === line.subject && [line.object, "*", "*/*"].includes(object),
  );
  const granted = deeds.find(
    ([, deed]) => matches(line.action, deed) && !denials.some(({ action }) => matches(action, deed)),
  );
  return granted?.[0];
}

/** Whether a pattern matches: a star stands for any text, slashes included. */
export function matches(pattern: string, value: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) {
    return head === value;
  }
  const tail = rest.pop() ?? "";
  if (!value.startsWith(head) || !value.endsWith(tail) || value.length < head.length + tail.length) {
    return false;
  }
  let middle = value.slice(head.length, value.length - tail.length);
  return rest.every((part) => {
    const at = middle.indexOf(part);
    middle = at === -1 ? "" : middle.slice(at + part.length);
    return at !== -1;
  });
}

const group = "rbac.authorization.k8s.io";

/** Roles, of a namespace or of the cluster. */
export const roles: Target = { group, kinds: ["ClusterRole", "Role"] };

/** What gives a role to somebody. */
export const bindings: Target = { group, kinds: ["ClusterRoleBinding", "RoleBinding"] };

/** The accounts of the set's deliveries; those of a project may be written as "<namespace>:<name>". */
export function accountsOf(objects: readonly Value[]): readonly string[] {
  const flux = membersOf(objects, fluxKustomizations, fluxHelmReleases);
  const projects = membersOf(objects, appProjects);
  return [
    ...flux
      .filter(({ object }) => !isStateless(object, []))
      .map(({ object }) => textAt(object, ["spec", "serviceAccountName"])),
    ...projects
      .filter(({ object }) => !isStateless(object, []))
      .flatMap(({ object }) =>
        itemsOf(object, ["spec", "destinationServiceAccounts"]).map((path) =>
          textAt(object, [...path, "defaultServiceAccount"]).replace(/^.*:/, ""),
        ),
      ),
  ].filter((name) => name !== "");
}

/** Whether a binding gives its role to one of the accounts, or may do so. */
export function binds(binding: Value, accounts: readonly string[]): boolean {
  const subjects = read(binding, ["subjects"]);
  const names = itemsOf(binding, ["subjects"]).map((path) => read(binding, [...path, "name"]));
  const hidden = subjects.state === "unknown" || names.some(({ state }) => state === "unknown");
  return accounts.some((name) => hidden || names.some((reading) => isExactly(reading, name)));
}

/** Whether a binding gives that role. */
export function refersTo(binding: Value, role: Value): boolean {
  const { kind, name, namespace } = identityOf(role);
  const home = identityOf(binding).namespace;
  const near = kind === "ClusterRole" || namespace === home || namespace === "" || home === "";
  return (
    near && textAt(binding, ["roleRef", "kind"]) === kind && textAt(binding, ["roleRef", "name"]) === name
  );
}

function itemsOf(object: Value, path: Path): readonly Path[] {
  const list = read(object, path);
  return list.state === "known" && isList(list.value)
    ? Array.from(list.value, (_, index) => [...path, index])
    : [];
}

/** Whether a Grant is on every table of every database; undefined when that is not known yet. */
export function isOnEverything(grant: Value): boolean | undefined {
  const readings = ["database", "table"].map((field) => read(grant, ["spec", field]));
  // The operator's default for both is "*".
  const named = readings.some(
    (reading) => reading.state === "known" && reading.value !== "*" && reading.value !== "",
  );
  if (named) {
    return false;
  }
  return readings.some(({ state }) => state === "unknown") ? undefined : true;
}

/** A finding for each privilege of a Grant that means all of them. */
export function everything(grant: Value, message: string): readonly Finding[] {
  return eachText(grant, ["spec", "privileges"], (privilege, path) =>
    /^\s*all(\s+privileges)?\s*$/i.test(privilege) ? [{ path, message }] : [],
  );
}
