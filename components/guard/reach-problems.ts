import type { Problem } from "../problems";

/** A guard of no namespace, or of one that cannot exist, would be believed and guard nothing. */
export function namespacesProblems(namespaces: readonly string[]): Problem[] {
  if (namespaces.length === 0) {
    const remedy = 'set the namespaces of the databases, such as ["mariadb-production"]';
    return [{ propertyPath: "namespaces", reason: `namespaces is empty; ${remedy}` }];
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
