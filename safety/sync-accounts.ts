import { appProjects, fluxHelmReleases } from "./engines";
import { fluxKustomizations } from "./flux";
import { identityOf, textAt } from "./identity";
import { isExactly } from "./metadata";
import { membersOf } from "./objects";
import { read } from "./read";
import type { Target } from "./rule";
import { isList } from "./value";
import type { Path, Value } from "./value";
import { isStateless } from "./workload";

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
