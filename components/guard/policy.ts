import { confirmDeletionAnnotation } from "../../safety/labels";
import { environmentLabels } from "../protection";
import { annotation, text } from "./cel";
import { collected, objectChecks, type Check } from "./object-checks";
import { prefixOf, type Reach, type Scope } from "./scope";

/** Kinds of one API group. */
export interface Kinds {
  readonly group: string;
  /** Their names in paths. */
  readonly resources: readonly string[];
}

/** What one policy guards. */
export interface Guarded {
  /** Name of the policy, without prefix and environment. */
  readonly name: string;
  readonly kinds: readonly Kinds[];
  /** CEL of a condition without which a request is none of the policy's business. */
  readonly matchCondition?: string;
  /** What a deletion takes with it; a sentence. */
  readonly consequence: string;
  /** CEL of deletions that nobody confirms, beside those of the garbage collector. */
  readonly exemption?: string;
  /** What an update must keep, beside the metadata. */
  readonly checks: readonly Check[];
  /** Where it holds. */
  readonly scopes: readonly Scope[];
}

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
export function guardPolicy(reach: Pick<Reach, "environment" | "name">, guarded: Guarded) {
  const checks = [...objectChecks(reach.environment), ...guarded.checks];
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: policyName(reach, guarded), labels: environmentLabels(reach.environment) },
    spec: {
      // What cannot be judged is refused.
      failurePolicy: "Fail",
      matchConstraints: { ...everyObject, resourceRules: guarded.kinds.map(rule) },
      matchConditions: matchConditions(guarded, checks),
      variables: variables(guarded, checks),
      validations: [deletion(guarded), ...checks.map(update)],
      auditAnnotations: auditAnnotations(),
    },
  };
}

/**
 * Only what is noted is judged: every other request breaks no rule. The API server would otherwise evaluate every check
 * twice, for the validations and for the audit annotations, and every message, also of the rules that are kept.
 */
function matchConditions(guarded: Guarded, checks: readonly Check[]) {
  const known = new Map(variables(guarded, checks).map(({ name, expression }) => [name, expression]));
  const { matchCondition } = guarded;
  return [
    ...(matchCondition === undefined ? [] : [{ name: "guarded", expression: matchCondition }]),
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

/** Subresources are left out where they are not named: what a controller writes to a status takes nothing away. */
function rule({ group, resources }: Kinds) {
  return {
    apiGroups: [group],
    apiVersions: ["*"],
    operations: ["UPDATE", "DELETE"],
    resources: [...resources],
    scope: "*",
  };
}

function variables({ exemption }: Guarded, checks: readonly Check[]) {
  const kept = checks.map(({ name }) => `variables.${name}`).join(" && ");
  const exempt = [collected, ...(exemption === undefined ? [] : [exemption])].map((cel) => `(${cel})`);
  // An expression may read only variables that stand before it.
  const all: Record<string, string> = {
    confirmation: annotation("oldObject", confirmDeletionAnnotation),
    // Read from the live object: what adds the annotation in the update that it excuses would confirm itself. For a
    // person confirming is a step of its own, and an engine that syncs a manifest never takes it by accident.
    confirmed: "variables.confirmation == oldObject.metadata.name",
    exempt: exempt.join(" || "),
    place: 'oldObject.?metadata.?namespace.orValue("")',
    subject:
      'request.kind.kind + " " + (variables.place == "" ? "" : variables.place + "/") + oldObject.metadata.name',
    // A deletion of a whole collection has no name in its request, so names come from the object.
    command:
      '"kubectl annotate --overwrite " + request.resource.resource + ' +
      '(request.resource.group == "" ? "" : "." + request.resource.group) + " " + oldObject.metadata.name + ' +
      '(variables.place == "" ? "" : " --namespace " + variables.place) + ' +
      `${text(` ${confirmDeletionAnnotation}=`)} + oldObject.metadata.name`,
    ...Object.fromEntries(checks.flatMap(asVariables)),
    weakens: `request.operation == "UPDATE" && !(${kept})`,
    deletes: 'request.operation == "DELETE" && !variables.exempt',
    confirms:
      'request.operation == "UPDATE" && ' +
      `${annotation("object", confirmDeletionAnnotation)} != variables.confirmation`,
  };
  return Object.entries(all).map(([name, expression]) => ({ name, expression }));
}

function asVariables({ name, kept, variables = {} }: Check): [string, string][] {
  return [...Object.entries(variables), [name, kept]];
}

function deletion({ consequence }: Guarded) {
  const said = `" is protected, and its deletion is not confirmed. ${consequence} If you mean it, run this, then delete it: "`;
  return {
    expression: "!variables.deletes || variables.confirmed",
    messageExpression: `variables.subject + ${said} + variables.command`,
    message: "The object is protected, and its deletion is not confirmed.",
    reason,
  };
}

function update({ name, loss, detail = '""' }: Check) {
  const said = `. If you mean it, run this, then update it again: `;
  return {
    expression: `request.operation != "UPDATE" || variables.confirmed || variables.${name}`,
    messageExpression: `variables.subject + ${text(` is protected, and this update ${loss}`)} + ${detail} + ${text(said)} + variables.command`,
    message: `The object is protected, and this update ${loss}.`,
    reason,
  };
}

/** Not the default Invalid: kubectl and both engines answer that one, when told to force, with a deletion. */
const reason = "Forbidden";

/** What breaks a rule unless it is confirmed, and confirmations themselves. */
const noted = "variables.deletes || variables.weakens || variables.confirms";

/** What goes to the audit log of the API server: confirmations, and what they allowed or would have allowed. */
function auditAnnotations() {
  const note = (key: string, value: string) => ({
    key,
    valueExpression: `${noted} ? (${value}) : ""`,
  });
  return [
    note("object", "variables.subject"),
    note("user", "request.userInfo.username"),
    note(
      "confirmation",
      `variables.confirms ? "changed to '" + ${annotation("object", confirmDeletionAnnotation)} + "'" : ` +
        '(variables.confirmed ? "confirmed" : "not confirmed")',
    ),
  ];
}

/** What the API server does when a request breaks a policy. */
const actions = { deny: ["Deny", "Audit"], warn: ["Warn", "Audit"] };

/** The ValidatingAdmissionPolicyBinding of one scope, as a plain object. */
export function guardBinding(
  reach: Pick<Reach, "environment" | "name">,
  guarded: Guarded,
  { suffix, matchResources }: Scope,
  deny: boolean,
) {
  const policy = policyName(reach, guarded);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: `${policy}${suffix}`, labels: environmentLabels(reach.environment) },
    spec: {
      policyName: policy,
      validationActions: deny ? actions.deny : actions.warn,
      ...(matchResources === undefined ? {} : { matchResources: { ...everyObject, ...matchResources } }),
    },
  };
}
