import { Environment } from "../environments";
import { argocd } from "./argocd-policy";
import { creationPolicy, type Creation } from "./creation";
import { births, dumps, labels, references } from "./creation-policies";
import { backups, databases, namespaces, sql } from "./data-policies";
import { definitions } from "./definitions";
import { flux } from "./flux-policy";
import type { Kinds } from "./guarded";
import { bind, guardBindings, guardPolicy, policyName } from "./policy";
import { reachKept } from "./reach";
import { confirmations, restores } from "./restore-policies";
import type { Reach } from "./scope";
import { secrets } from "./secret-policies";
import { claims, volumes } from "./volume-policies";

/** One policy with its bindings, as plain objects. */
export interface GuardManifests {
  /** Name without prefix and environment. */
  readonly name: string;
  /** Name in the cluster. */
  readonly policyName: string;
  readonly policy: ReturnType<typeof guardPolicy> | ReturnType<typeof creationPolicy>;
  readonly bindings: readonly ReturnType<typeof bind>[];
}

/** Policies about what is there already. */
const described = [
  databases,
  sql,
  backups,
  claims,
  volumes,
  namespaces,
  secrets,
  argocd,
  flux,
  definitions,
  reachKept,
];

/** Every kind that a guard keeps from deletion, and what a deletion takes with it. */
export function guardedKinds(): (Kinds & { readonly consequence: string })[] {
  const reach = { environment: Environment.Production, namespaces: [] };
  return described
    .map((describe) => describe(reach))
    .flatMap(({ kinds, consequence }) => wholeKinds(kinds).map((kind) => ({ ...kind, consequence })));
}

/** Without subresources. */
function wholeKinds(kinds: readonly Kinds[]): Kinds[] {
  return kinds.map(({ group, resources }) => ({
    group,
    resources: resources.filter((resource) => !resource.includes("/")),
  }));
}

/**
 * Every object of one environment's deletion guard.
 *
 * @param deny whether it refuses; otherwise it warns and audits
 */
export function guardManifests(reach: Reach, deny: boolean): GuardManifests[] {
  const kept = described.map((describe) => describe(reach));
  const made: Creation[] = [
    births(reach),
    dumps(reach),
    restores(reach),
    confirmations(reach),
    references(reach),
    labels(
      reach,
      kept.flatMap(({ kinds }) => wholeKinds(kinds)),
    ),
  ];
  return [
    ...kept.map((guarded) => ({
      name: guarded.name,
      policyName: policyName(reach, guarded),
      policy: guardPolicy(reach, guarded),
      bindings: guarded.scopes.flatMap((scope) => guardBindings(reach, guarded, scope, deny)),
    })),
    ...made.map((creation) => ({
      name: creation.name,
      policyName: policyName(reach, creation),
      policy: creationPolicy(reach, creation),
      bindings: creation.scopes.map((scope) => bind(reach, creation, scope, deny, creation.timed)),
    })),
  ];
}
