import { confirmationAnnotations, confirmationVerbs, type Confirmation } from "../../safety/confirmation";
import { annotation, text } from "./cel";
import {
  allowedToSet,
  asksSecondPerson,
  confirmations,
  confirmationVariables,
  confirmsByName,
} from "./confirmation";
import type { Check, Guarded } from "./guarded";
import { protects } from "./object-checks";
import { collected } from "./owners";
import type { Reach } from "./scope";

/** A variable of a policy. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** What the validations and the audit annotations read, in the order in which they read each other. */
export function variables(reach: Reach, guarded: Guarded, checks: readonly Check[]): Variable[] {
  const { exemption } = guarded;
  const kept = checks.map(({ name }) => `variables.${name}`).join(" && ");
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
    ["collected", collected],
    ["exempt", exemption === undefined ? "variables.collected" : `variables.collected || (${exemption})`],
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

/** Everything that a policy refuses, each with what is said. */
export function validations(reach: Reach, guarded: Guarded, checks: readonly Check[]) {
  return [
    deletion(reach, guarded),
    ...checks.map((check) => update(reach, check)),
    ...confirmations.flatMap((confirmation) => [setting(confirmation), permission(reach, confirmation)]),
    comesConfirmed(guarded),
  ];
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

/** CEL of the command that confirms. */
function command(confirmation: Confirmation): string {
  return `variables.command${confirmation === "weakening" ? ' + " --weakening"' : ""}`;
}

/** The same; with kubectl too, where the object's name is enough. */
function commands(reach: Reach, confirmation: Confirmation): string {
  const annotate = text(` ${confirmationAnnotations[confirmation]}=`);
  return confirmsByName(reach)
    ? `${command(confirmation)} + " or kubectl annotate --overwrite " + variables.resource + " " + oldObject.metadata.name + ` +
        `variables.inPlace + ${annotate} + oldObject.metadata.name`
    : command(confirmation);
}

/** A confirmation is set by its own person, for this object and for an hour at most. */
function setting(confirmation: Confirmation) {
  return {
    expression: `variables.${confirmation}Unfit == ""`,
    messageExpression:
      `variables.subject + ${text(` cannot be confirmed so (annotation ${confirmationAnnotations[confirmation]}): `)} + ` +
      `variables.${confirmation}Unfit + ". Run " + ${command(confirmation)}`,
    message: `The annotation ${confirmationAnnotations[confirmation]} does not confirm this object.`,
    reason,
  };
}

/** Who may delete or change the object may not confirm it for that alone. */
function permission(reach: Reach, confirmation: Confirmation) {
  const verb = confirmationVerbs[confirmation];
  return {
    expression: allowedToSet(reach, confirmation),
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
  // Another environment's guard has judged its confirmations as this one would.
  const becomes = `request.operation == "UPDATE" && !(${protects("oldObject")})`;
  const comes = ['request.operation == "CREATE"', ...(guardsByLabel(guarded) ? [becomes] : [])];
  return `(${comes.join(" || ")}) && (${carried})`;
}

const carriedAnnotations = Object.values(confirmationAnnotations).join(" and ");

/** The guard has not seen who set a confirmation of an object that comes to it. */
function comesConfirmed(guarded: Guarded) {
  const born =
    " cannot be created with a confirmation of its deletion or weakening. Remove the annotations " +
    `${carriedAnnotations}; a person confirms the live object.`;
  const becomes =
    " becomes protected with a confirmation that the deletion guard has not seen. Remove the annotations " +
    `${carriedAnnotations} first.`;
  return {
    expression: "!variables.carries",
    messageExpression:
      "variables.subject + " +
      (guardsByLabel(guarded)
        ? `(request.operation == "CREATE" ? ${text(born)} : ${text(becomes)})`
        : text(born)),
    message: "The object comes with a confirmation that the deletion guard has not seen.",
    reason,
  };
}

/** Not the default Invalid: kubectl and both engines answer that one, when told to force, with a deletion. */
const reason = "Forbidden";

/** What breaks a rule unless it is confirmed, and confirmations themselves. */
export const noted = [
  "variables.deletes",
  "variables.weakens",
  ...confirmations.map((confirmation) => `variables.${confirmation}Changes`),
  "variables.carries",
].join(" || ");

/**
 * What goes to the audit log of the API server: confirmations, and what they allowed or would have allowed. A match
 * condition has seen that the request is noted.
 */
export function auditAnnotations() {
  const set = confirmations
    .map(
      (confirmation) =>
        `(variables.${confirmation}Changes ? "${confirmation} set to '" + variables.${confirmation}After + "'" : "")`,
    )
    .join(" + ");
  const used = (confirmation: Confirmation): string =>
    `(variables.${confirmation}Unusable == "" ? "confirmed: " + variables.${confirmation}Before : variables.${confirmation}Unusable)`;
  return [
    { key: "object", valueExpression: "variables.subject" },
    { key: "user", valueExpression: "request.userInfo.username" },
    {
      key: "confirmation",
      valueExpression:
        'request.operation == "CREATE" ? "created with one" : ' +
        `(variables.deletes ? ${used("deletion")} : (variables.weakens ? ${used("weakening")} : ${set}))`,
    },
  ];
}
