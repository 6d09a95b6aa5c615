import { Environment } from "../environments";
import { claims, databases, definitions, namespaces, secrets, volumes } from "./data-policies";
import { argocd, flux } from "./delivery-policies";
import { guardBindings, guardPolicy, policyName, type Kinds } from "./policy";
import type { Reach } from "./scope";

/** One policy with its bindings, as plain objects. */
export interface GuardManifests {
  /** Name without prefix and environment. */
  readonly name: string;
  /** Name in the cluster. */
  readonly policyName: string;
  readonly policy: ReturnType<typeof guardPolicy>;
  readonly bindings: ReturnType<typeof guardBindings>;
}

const described = [databases, claims, volumes, namespaces, secrets, argocd, flux, definitions];

/** Every kind that a guard looks after, and what a deletion takes with it. */
export function guardedKinds(): (Kinds & { readonly consequence: string })[] {
  const reach = { environment: Environment.Production, namespaces: [] };
  return described
    .map((describe) => describe(reach))
    .flatMap(({ kinds, consequence }) => kinds.map((kind) => ({ ...kind, consequence })));
}

/**
 * Every object of one environment's deletion guard.
 *
 * @param deny whether it refuses; otherwise it warns and audits
 */
export function guardManifests(reach: Reach, deny: boolean): GuardManifests[] {
  return described.map((describe) => {
    const guarded = describe(reach);
    return {
      name: guarded.name,
      policyName: policyName(reach, guarded),
      policy: guardPolicy(reach, guarded),
      bindings: guarded.scopes.flatMap((scope) => guardBindings(reach, guarded, scope, deny)),
    };
  });
}
