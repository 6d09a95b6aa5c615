/**
 * CEL of the confirmations that people put on an object: what a request may set, and what a deletion or a weakening may
 * use. Both give a reason, which the refusal quotes; the empty text means that there is nothing to object to.
 *
 * The time is a parameter, because CEL has none of its own. A binding without it judges everything else about a
 * confirmation; a second binding, with the Lease, sees the objects that carry the confirmation label. A request passes
 * only when both let it pass, and a confirmation counts only with the label, so none is used without the time.
 */
import {
  Confirmation,
  confirmationAnnotations,
  confirmationVerbs,
  longestConfirmation,
} from "../../safety/confirmation";
import { confirmationLabel } from "../../safety/labels";
import { environments } from "../environments";
import { annotation, label, text } from "./cel";
import type { Reach } from "./scope";

/** Every kind of confirmation. */
export const confirmations = Object.values(Confirmation);

/** The kind of the object that holds the time. */
export const clockKind = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" } as const;

/** Whether another person than the one who confirmed must act. */
export function asksSecondPerson({ environment, secondPerson }: Reach): boolean {
  return secondPerson ?? environments[environment].confirmation.secondPerson;
}

/** Whether the object's own name confirms it. */
export function confirmsByName({ environment }: Reach): boolean {
  return environments[environment].confirmation.byName;
}

/** RFC 3339 in UTC; what `timestamp()` cannot read would fail with a message that helps nobody. */
const readable =
  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?Z$";

const uid = "variables.uid";
const user = "request.userInfo.username";
const longest = `duration(${text(`${longestConfirmation}s`)})`;

/** The last word of a text. */
function untilOf(value: string): string {
  return `${value}.substring(${value}.lastIndexOf(" ") + 1)`;
}

/** CEL variables, in the order in which they read each other. */
export function confirmationVariables(reach: Reach): [string, string][] {
  return [
    ["now", "timestamp(params.spec.renewTime)"],
    ["uid", "oldObject.metadata.uid"],
    ["labelledBefore", `${label("oldObject", confirmationLabel)} != ""`],
    ["labelledAfter", `${label("object", confirmationLabel)} != ""`],
    ...confirmations.flatMap((confirmation) => variablesOf(reach, confirmation)),
  ];
}

function variablesOf(reach: Reach, confirmation: Confirmation): [string, string][] {
  const key = confirmationAnnotations[confirmation];
  const [before, after] = [`variables.${confirmation}Before`, `variables.${confirmation}After`];
  return [
    [`${confirmation}Before`, annotation("oldObject", key)],
    [`${confirmation}After`, annotation("object", key)],
    [
      `${confirmation}Changes`,
      `request.operation == "UPDATE" && (${after} != ${before} || ` +
        `(${after} != "" && variables.labelledAfter && !variables.labelledBefore))`,
    ],
    // Why it cannot be used; read from the live object, so that no update confirms itself.
    [`${confirmation}Unusable`, unusable(reach, confirmation, before)],
    // Why it cannot be set. To take one off is always allowed.
    [`${confirmation}Unfit`, unfit(reach, confirmation, after)],
  ];
}

/** A chain of conditions, each with the reason that it stands for; CEL of the first that holds. */
function firstOf(reasons: readonly (readonly [condition: string, reason: string])[]): string {
  return reasons.reduceRight((rest, [condition, reason]) => `${condition} ? ${reason} : (${rest})`, '""');
}

function unusable(reach: Reach, confirmation: Confirmation, value: string): string {
  const until = untilOf(value);
  const said = (reason: string): string => text(`the confirmation of its ${confirmation} ${reason}`);
  return firstOf([
    ...(confirmsByName(reach) ? ([[`${value} == oldObject.metadata.name`, '""']] as const) : []),
    [`${value} == "" || !variables.labelledBefore`, text(`its ${confirmation} is not confirmed`)],
    [
      `!${value}.startsWith(${uid} + " ") || !${until}.matches(${text(readable)})`,
      said("is not one of this object"),
    ],
    [`params != null && timestamp(${until}) <= variables.now`, said("has expired")],
    [
      `params != null && timestamp(${until}) > variables.now + ${longest}`,
      said("reaches further than one hour ahead"),
    ],
    ...(asksSecondPerson(reach)
      ? ([
          [
            `${value} == ${uid} + " " + ${user} + " " + ${until}`,
            said("is your own, and another person must use it"),
          ],
        ] as const)
      : []),
  ]);
}

function unfit(reach: Reach, confirmation: Confirmation, value: string): string {
  const until = untilOf(value);
  return firstOf([
    [`!variables.${confirmation}Changes || ${value} == ""`, '""'],
    ...(confirmsByName(reach) ? ([[`${value} == oldObject.metadata.name`, '""']] as const) : []),
    [
      `!${value}.startsWith(${uid} + " ")`,
      `${text("it does not begin with the uid of the object, ")} + ${uid}`,
    ],
    [
      `${value} != ${uid} + " " + ${user} + " " + ${until} || !${until}.matches(${text(readable)})`,
      `${text("after the uid it must name you, ")} + ${user} + ${text(", and a time such as 2026-01-31T12:30:00Z")}`,
    ],
    ["!variables.labelledAfter", text(`the label ${confirmationLabel} is missing`)],
    [`params != null && timestamp(${until}) <= variables.now`, text("its time is over")],
    [
      `params != null && timestamp(${until}) > variables.now + ${longest}`,
      text("it reaches further than one hour ahead"),
    ],
  ]);
}

/**
 * CEL that is true unless a request sets a confirmation and its user has no right to. It stands alone, because the text
 * of a refusal may not ask the authorizer.
 */
export function allowedToSet(reach: Reach, confirmation: Confirmation): string {
  const after = `variables.${confirmation}After`;
  const asked =
    "authorizer.group(request.resource.group).resource(request.resource.resource)" +
    `.namespace(variables.place).name(request.name).check(${text(confirmationVerbs[confirmation])})`;
  return [
    `!variables.${confirmation}Changes || ${after} == ""`,
    ...(confirmsByName(reach) ? [`${after} == oldObject.metadata.name`] : []),
    `${asked}.allowed()`,
  ].join(" || ");
}
