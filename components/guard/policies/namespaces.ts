import type { Guarded } from "../policy";
import { namespacesThemselves, type Reach } from "../scope";

/** Namespaces of databases. Their own confirmation does not confirm the deletion of what is inside. */
export function namespaces(reach: Reach): Guarded {
  return {
    name: "namespaces",
    kinds: [{ group: "", resources: ["namespaces"] }],
    consequence:
      "With it goes everything inside, and what is protected inside holds it up: delete that first.",
    checks: [],
    scopes: namespacesThemselves(reach),
  };
}
