import { claims, databases, definitions, namespaces, secrets, volumes } from "./data-policies";
import { argocd, flux } from "./delivery-policies";
import { guardBinding, guardPolicy, policyName } from "./policy";
import type { Reach } from "./scope";
import { statuses } from "./status-policy";

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
  return [databases, statuses, claims, volumes, namespaces, secrets, argocd, flux, definitions].map(
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
