import { notLess } from "../cel";
import { staging } from "../owners";
import type { Guarded } from "../policy";
import { insideNamespaces, type Reach } from "../scope";

/** The volumes' claims. Nothing owns the claim of a database: the operator never deletes one. */
export function claims(reach: Reach): Guarded {
  return {
    name: "claims",
    kinds: [{ group: "", resources: ["persistentvolumeclaims"] }],
    consequence: "With it goes the volume, unless that has the reclaim policy Retain.",
    exemption: staging,
    checks: [
      {
        name: "keepsSize",
        kept: notLess("spec.resources.requests.storage"),
        loss: "asks for less storage",
      },
    ],
    scopes: insideNamespaces(reach),
  };
}
