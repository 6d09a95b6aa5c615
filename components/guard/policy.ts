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

type Operation = "CREATE" | "UPDATE" | "DELETE";

/** What requests a policy sees. */
export function matchConstraints(kinds: readonly Kinds[], operations: readonly Operation[]) {
  return {
    ...everyObject,
    resourceRules: kinds.map(({ group, resources }) => ({
      apiGroups: [group],
      apiVersions: ["*"],
      operations: [...operations],
      resources: [...resources],
      scope: "*",
    })),
  };
}

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
      matchConstraints: matchConstraints(guarded.kinds, ["CREATE", "UPDATE", "DELETE"]),
      matchConditions: matchConditions(guarded, known),
      variables: known,
      validations: validations(reach, guarded, checks),
      auditAnnotations: auditAnnotations(),
    },
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

/** The ValidatingAdmissionPolicyBindings of one scope, as plain objects: for every request, and with the clock. */
export function guardBindings(reach: Reach, guarded: Guarded, scope: Scope, deny: boolean) {
  return [bind(reach, guarded, scope, deny), bind(reach, guarded, confirmedIn(scope), deny, true)];
}

/** What the API server does when a request breaks a policy. */
const actions = { deny: ["Deny", "Audit"], warn: ["Warn", "Audit"] };

/**
 * The ValidatingAdmissionPolicyBinding of one scope, as a plain object.
 *
 * @param policy the one that it binds
 * @param timed whether the policy reads the time there
 */
export function bind(
  reach: Reach,
  policy: Pick<Guarded, "name">,
  { suffix, matchResources }: Scope,
  deny: boolean,
  timed = false,
) {
  const name = policyName(reach, policy);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: `${name}${suffix}`, labels: environmentLabels(reach.environment) },
    spec: {
      policyName: name,
      ...(timed ? { paramRef: paramRef(reach, deny) } : {}),
      validationActions: deny ? actions.deny : actions.warn,
      ...(matchResources === undefined ? {} : { matchResources: { ...everyObject, ...matchResources } }),
    },
  };
}

/** The Lease that holds the time. A guard that only warns refuses nothing, a missing clock included. */
function paramRef({ clock = controllerManagerLease }: Reach, deny: boolean) {
  const { namespace, name } = clock;
  return { namespace, name, parameterNotFoundAction: deny ? "Deny" : "Allow" };
}
