import { problemOf, type Problem } from "../problems";
import type { NamespacedName } from "./scope";

/** A guard of no namespace, or of one that cannot exist, would be believed and guard nothing. */
export function namespacesProblems(namespaces: readonly string[]): Problem[] {
  if (namespaces.length === 0) {
    const remedy = 'set the namespaces of the databases, such as ["mariadb-production"]';
    return [problemOf("namespaces", `is empty; ${remedy}`)];
  }
  const wrong = namespaces.findIndex((namespace) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace));
  if (wrong === -1) {
    return [];
  }
  const name = JSON.stringify(namespaces[wrong]);
  const reason =
    `namespaces has ${name}, which no namespace can be called; ` +
    "use lower-case letters, digits and dashes";
  return [{ propertyPath: `namespaces[${wrong}]`, reason }];
}

/** The name of a guard is a part of the names of its objects. */
export function nameProblems(name?: string): Problem[] {
  if (name === undefined || /^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$/.test(name)) {
    return [];
  }
  const remedy = "use up to 20 lower-case letters, digits and dashes, such as shop";
  return [problemOf("name", `is ${JSON.stringify(name)}, which cannot be a part of a name; ${remedy}`)];
}

/** An empty name would make a binding that the API server refuses. */
export function clockProblems(clock: NamespacedName | undefined): Problem[] {
  return (["namespace", "name"] as const)
    .filter((key) => clock?.[key] === "")
    .map((key) => problemOf(`clock.${key}`, "is empty; set the Lease that the control plane renews"));
}
