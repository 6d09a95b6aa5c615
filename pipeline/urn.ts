/** The parts of a Pulumi URN: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */

/** The name of the resource, or the text itself when it is not a URN. */
export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

/**
 * The type of the component that a resource belongs to, as `ArgoCd`: the innermost of ours. Undefined for resources
 * outside our components.
 */
export function urnParentType(urn: string): string | undefined {
  const types = urn.split("::")[2]?.split("$") ?? [];
  return types
    .slice(0, -1)
    .findLast((type) => type.startsWith("mariadb-gitops:index:"))
    ?.slice("mariadb-gitops:index:".length);
}

/** The type of the resource itself, as `kubernetes:core/v1:Namespace`. */
export function urnType(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
