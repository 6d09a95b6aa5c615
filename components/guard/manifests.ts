import { argocd } from "./argocd-policy";
import { claims, databases, namespaces, secrets, volumes } from "./data-policies";
import { definitions } from "./definitions";
import { flux } from "./flux-policy";
import { guardBinding, guardPolicy, policyName } from "./policy";
import { reachKept } from "./reach";
import type { Reach } from "./scope";

/** One policy with its bindings, as plain objects. */
export interface GuardManifests {
  /** Name without prefix and environment. */
  readonly name: string;
  /** Name in the cluster. */
  readonly policyName: string;
  readonly policy: ReturnType<typeof guardPolicy>;
  readonly bindings: readonly ReturnType<typeof guardBinding>[];
}

/**
 * Every object of one environment's deletion guard.
 *
 * @param deny whether it refuses; otherwise it warns and audits
 */
export function guardManifests(reach: Reach, deny: boolean): GuardManifests[] {
  return [databases, claims, volumes, namespaces, secrets, argocd, flux, definitions, reachKept].map(
    (describe) => {
      const guarded = describe(reach);
      return {
        name: guarded.name,
        policyName: policyName(reach, guarded),
        policy: guardPolicy(reach, guarded),
        bindings: guarded.scopes.map((scope) => guardBinding(reach, guarded, scope, deny)),
      };
    },
  );
}
