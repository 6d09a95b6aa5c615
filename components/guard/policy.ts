import { environmentLabels } from "../protection";
import { clockKind } from "./confirmation";
import type { Guarded, Kinds } from "./guarded";
import { objectChecks } from "./object-checks";
import { confirmedIn, controllerManagerLease, prefixOf, type Reach, type Scope } from "./scope";
import { auditAnnotations, noted, validations, variables, type Variable } from "./validations";

/** The name that a policy has in the cluster. */
export function policyName(
  guard: Pick<Reach, "environment" | "name">,
  { name }: Pick<Guarded, "name">,
): string {
  return `${prefixOf(guard)}-${name}`;
}

/**
 * The API server's own defaults, written down. It compares these fields as a whole: left out, they would make a kept
 * policy differ from the same one when a later stack adopts it.
 */
const everyObject = { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} } as const;

/** The ValidatingAdmissionPolicy, as a plain object. */
export function guardPolicy(reach: Reach, guarded: Guarded) {
  const checks = [...objectChecks(reach.environment), ...guarded.checks];
  const known = variables(reach, guarded, checks);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: policyName(reach, guarded), labels: environmentLabels(reach.environment) },
    spec: {
      // What cannot be judged is refused.
      failurePolicy: "Fail",
      paramKind: clockKind,
      matchConstraints: { ...everyObject, resourceRules: guarded.kinds.map(rule) },
      matchConditions: matchConditions(guarded, known),
      variables: known,
      validations: validations(reach, guarded, checks),
      auditAnnotations: auditAnnotations(),
    },
  };
}

/** Subresources are left out: what a controller writes to a status takes nothing away. */
function rule({ group, resources }: Kinds) {
  return {
    apiGroups: [group],
    apiVersions: ["*"],
    operations: ["CREATE", "UPDATE", "DELETE"],
    resources: [...resources],
    scope: "*",
  };
}

/**
 * Only what is noted is judged: every other request breaks no rule. The API server would otherwise evaluate every check
 * twice, for the validations and for the audit annotations, and every message, also of the rules that are kept.
 */
function matchConditions({ matchCondition }: Guarded, variables: readonly Variable[]) {
  const known = new Map(variables.map(({ name, expression }) => [name, expression]));
  // It reads the object as it was; a creation has none, and is only asked whether it is born confirmed.
  const guarded = `request.operation == "CREATE" || (${matchCondition ?? ""})`;
  return [
    ...(matchCondition === undefined ? [] : [{ name: "guarded", expression: guarded }]),
    { name: "noted", expression: inlined(noted, known) },
  ];
}

/** An expression with the variables written out: a match condition has none. */
function inlined(expression: string, known: ReadonlyMap<string, string>): string {
  return expression.replace(/\bvariables\.(\w+)/g, (variable, name: string) => {
    const value = known.get(name);
    // Left as it is, the API server refuses the policy and names the variable.
    return value === undefined ? variable : `(${inlined(value, known)})`;
  });
}

/** What the API server does when a request breaks a policy. */
const actions = { deny: ["Deny", "Audit"], warn: ["Warn", "Audit"] };

/** The ValidatingAdmissionPolicyBindings of one scope, as plain objects: for every request, and with the clock. */
export function guardBindings(reach: Reach, guarded: Guarded, scope: Scope, deny: boolean) {
  const { namespace, name } = reach.clock ?? controllerManagerLease;
  // A guard that only warns refuses nothing, a missing clock included.
  const paramRef = { namespace, name, parameterNotFoundAction: deny ? "Deny" : "Allow" };
  return [
    guardBinding(reach, guarded, scope, deny),
    guardBinding(reach, guarded, confirmedIn(scope), deny, { paramRef }),
  ];
}

export function guardBinding(
  reach: Reach,
  guarded: Guarded,
  { suffix, matchResources }: Scope,
  deny: boolean,
  parameters: { paramRef?: { namespace: string; name: string; parameterNotFoundAction: string } } = {},
) {
  const policy = policyName(reach, guarded);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: `${policy}${suffix}`, labels: environmentLabels(reach.environment) },
    spec: {
      policyName: policy,
      ...parameters,
      validationActions: deny ? actions.deny : actions.warn,
      ...(matchResources === undefined ? {} : { matchResources: { ...everyObject, ...matchResources } }),
    },
  };
}
