import { confirmationAnnotations, confirmationVerbs, type Confirmation } from "../../safety/confirmation";
import { environmentLabels } from "../protection";
import { annotation, text, texts } from "./cel";
import {
  allowedToSet,
  asksSecondPerson,
  clockKind,
  confirmations,
  confirmationVariables,
  confirmsByName,
} from "./confirmation";
import { collected, objectChecks, type Check } from "./object-checks";
import { confirmedIn, controllerManagerLease, prefixOf, type Reach, type Scope } from "./scope";

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
      validations: [
        deletion(reach, guarded),
        ...checks.map((check) => update(reach, check)),
        ...confirmations.flatMap((confirmation) => [setting(confirmation), permission(reach, confirmation)]),
        born(),
        ...(guardsByLabel(guarded) ? [becomesGuarded()] : []),
      ],
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

/** A variable of a policy. */
interface Variable {
  readonly name: string;
  readonly expression: string;
}

function variables(reach: Reach, guarded: Guarded, checks: readonly Check[]): Variable[] {
  const { exemption } = guarded;
  const kept = checks.map(({ name }) => `variables.${name}`).join(" && ");
  const exempt = [collected, ...(exemption === undefined ? [] : [exemption])].map((cel) => `(${cel})`);
  // An expression may read only variables that stand before it.
  const all: [string, string][] = [
    // A creation has no object before it.
    ["judged", 'request.operation == "CREATE" ? object : oldObject'],
    ["place", 'variables.judged.?metadata.?namespace.orValue("")'],
    [
      "subject",
      'request.kind.kind + " " + (variables.place == "" ? "" : variables.place + "/") + ' +
        'variables.judged.?metadata.?name.orValue("")',
    ],
    ...confirmationVariables(reach),
    ["exempt", exempt.join(" || ")],
    [
      "resource",
      'request.resource.resource + (request.resource.group == "" ? "" : "." + request.resource.group)',
    ],
    ["inPlace", 'variables.place == "" ? "" : " --namespace " + variables.place'],
    // A deletion of a whole collection has no name in its request, so names come from the object.
    [
      "command",
      '"mariadb-gitops confirm " + variables.resource + "/" + oldObject.metadata.name + variables.inPlace',
    ],
    ...checks.flatMap(asVariables),
    ["weakens", `request.operation == "UPDATE" && !(${kept})`],
    ["deletes", 'request.operation == "DELETE" && !variables.exempt'],
    ["carries", carries(guarded)],
  ];
  return all.map(([name, expression]) => ({ name, expression }));
}

function asVariables({ name, kept, variables = {} }: Check): [string, string][] {
  return [...Object.entries(variables), [name, kept]];
}

function deletion(reach: Reach, { consequence }: Guarded) {
  const said = text(`. ${consequence} ${nextStep(reach)} delete it: `);
  return {
    expression: '!variables.deletes || variables.deletionUnusable == ""',
    messageExpression: `variables.subject + " is protected, and " + variables.deletionUnusable + ${said} + ${commands(reach, "deletion")}`,
    message: "The object is protected, and its deletion is not confirmed.",
    reason,
  };
}

function update(reach: Reach, { name, loss, detail = '""' }: Check) {
  const said = text(`. ${nextStep(reach)} update it again: `);
  return {
    // What harms nothing is not asked for a confirmation.
    expression: `request.operation != "UPDATE" || variables.${name} || variables.weakeningUnusable == ""`,
    messageExpression:
      `variables.subject + ${text(` is protected, and this update ${loss}`)} + ${detail} + "; " + ` +
      `variables.weakeningUnusable + ${said} + ${commands(reach, "weakening")}`,
    message: `The object is protected, and this update ${loss}.`,
    reason,
  };
}

/** What comes before "delete it" or "update it again" and the command. */
function nextStep(reach: Reach): string {
  const who = asksSecondPerson(reach) ? "have another person run this, then" : "run this, then";
  return `If you mean it, ${who}`;
}

/** CEL of the command that confirms; with kubectl too, where the object's name is enough. */
function commands(reach: Reach, confirmation: Confirmation): string {
  const command = `variables.command${confirmation === "weakening" ? ' + " --weakening"' : ""}`;
  const annotate = text(` ${confirmationAnnotations[confirmation]}=`);
  return confirmsByName(reach)
    ? `${command} + " or kubectl annotate --overwrite " + variables.resource + " " + oldObject.metadata.name + ` +
        `variables.inPlace + ${annotate} + oldObject.metadata.name`
    : command;
}

/** A confirmation is set by its own person, for this object and for an hour at most. */
function setting(confirmation: Confirmation) {
  const option = confirmation === "weakening" ? ' + " --weakening"' : "";
  return {
    expression: `request.operation != "UPDATE" || variables.${confirmation}Unfit == ""`,
    messageExpression:
      `variables.subject + ${text(` cannot be confirmed so (annotation ${confirmationAnnotations[confirmation]}): `)} + ` +
      `variables.${confirmation}Unfit + ". Run " + variables.command${option}`,
    message: `The annotation ${confirmationAnnotations[confirmation]} does not confirm this object.`,
    reason,
  };
}

/** Who may delete or change the object may not confirm it for that alone. */
function permission(reach: Reach, confirmation: Confirmation) {
  const verb = confirmationVerbs[confirmation];
  return {
    expression: `request.operation != "UPDATE" || ${allowedToSet(reach, confirmation)}`,
    messageExpression:
      `variables.subject + " cannot be confirmed by " + request.userInfo.username + ${text(`: this user may not ${verb} `)} + ` +
      `variables.resource + ${text("; a role must allow that verb")}`,
    message: `This user may not ${verb} the object; a role must allow that verb.`,
    reason,
  };
}

const carried = confirmations
  .map((confirmation) => `${annotation("object", confirmationAnnotations[confirmation])} != ""`)
  .join(" || ");

/** Whether an update can make an object the guard's own. */
function guardsByLabel({ scopes }: Guarded): boolean {
  return scopes.some(({ matchResources }) => matchResources?.objectSelector !== undefined);
}

/** CEL that is true when an object comes to the guard with a confirmation: created, or from now on protected. */
function carries(guarded: Guarded): string {
  const operations = guardsByLabel(guarded) ? ["CREATE", "UPDATE"] : ["CREATE"];
  return `request.operation in ${texts(operations)} && (${carried}) && !variables.guardedBefore`;
}

/** What a manifest, a restore or an engine creates must not be confirmed already. */
function born() {
  const said =
    " cannot be created with a confirmation of its deletion or weakening. Remove the annotations " +
    `${Object.values(confirmationAnnotations).join(" and ")}; a person confirms the live object.`;
  return {
    expression: 'request.operation != "CREATE" || !variables.carries',
    messageExpression: `variables.subject + ${text(said)}`,
    message: `The object${said}`,
    reason,
  };
}

/** The guard has not seen who set a confirmation before the object was its own. */
function becomesGuarded() {
  const said =
    " becomes protected with a confirmation that the deletion guard has not seen. Remove the annotations " +
    `${Object.values(confirmationAnnotations).join(" and ")} first.`;
  return {
    expression: 'request.operation != "UPDATE" || !variables.carries',
    messageExpression: `variables.subject + ${text(said)}`,
    message: `The object${said}`,
    reason,
  };
}

/** Not the default Invalid: kubectl and both engines answer that one, when told to force, with a deletion. */
const reason = "Forbidden";

/** What breaks a rule unless it is confirmed, and confirmations themselves. */
export const noted = "variables.deletes || variables.weakens || variables.confirms || variables.carries";

/** What goes to the audit log of the API server: confirmations, and what they allowed or would have allowed. */
function auditAnnotations() {
  const note = (key: string, value: string) => ({
    key,
    valueExpression: `${noted} ? (${value}) : ""`,
  });
  const set = confirmations
    .map(
      (confirmation) =>
        `(variables.${confirmation}Changes ? "${confirmation} set to '" + variables.${confirmation}After + "'" : "")`,
    )
    .join(" + ");
  const used = (confirmation: Confirmation): string =>
    `(variables.${confirmation}Unusable == "" ? "confirmed: " + variables.${confirmation}Before : variables.${confirmation}Unusable)`;
  return [
    note("object", "variables.subject"),
    note("user", "request.userInfo.username"),
    note(
      "confirmation",
      'request.operation == "CREATE" ? "created with one" : ' +
        `(variables.deletes ? ${used("deletion")} : (variables.weakens ? ${used("weakening")} : ${set}))`,
    ),
  ];
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
