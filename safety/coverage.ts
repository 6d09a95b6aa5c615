import { undecided } from "./expect";
import type { Finding } from "./finding";
import { groupOf } from "./identity";
import { read } from "./read";
import type { Reading } from "./read";
import type { Rule, Target } from "./rule";
import type { Value } from "./value";

/** Every kind of every group. */
export const everyKind: Target = { group: "*", kinds: ["*"] };

/** Whether an object of that group and kind is one of the targets. */
export function isTarget(targets: readonly Target[], group: string, kind: string): boolean {
  return targets.some((target) => matches(target, group, kind));
}

/** Whether a rule looks at objects of that apiVersion and kind. */
export function covers(rule: Pick<Rule, "appliesTo">, apiVersion: string, kind: string): boolean {
  return isTarget(rule.appliesTo, groupOf(apiVersion), kind);
}

/** Whether a rule looks at resources of that type of another provider than Kubernetes. */
export function coversType(rule: Pick<Rule, "resourceTypes">, type: string | undefined): boolean {
  return type !== undefined && rule.resourceTypes?.includes(type) === true;
}

/**
 * Whether a rule looks at an object: true, false, or the finding for an apiVersion or kind that is not known yet and
 * might turn out to be one that the rule looks at.
 */
export function coverage(rule: Pick<Rule, "appliesTo">, object: Value): boolean | Finding {
  const apiVersion = read(object, ["apiVersion"]);
  const kind = read(object, ["kind"]);
  const possible = rule.appliesTo.some((target) =>
    matches(target, group(apiVersion) ?? target.group, text(kind) ?? target.kinds[0] ?? ""),
  );
  if (!possible || rule.appliesTo.includes(everyKind)) {
    return possible;
  }
  const unknown = [apiVersion, kind].find(({ state }) => state === "unknown");
  return unknown === undefined || undecided(unknown.path);
}

function matches(target: Target, group: string, kind: string): boolean {
  const is = (wanted: string, found: string) => wanted === "*" || wanted === found;
  return is(target.group, group) && target.kinds.some((wanted) => is(wanted, kind));
}

function group(apiVersion: Reading): string | undefined {
  const known = text(apiVersion);
  return known === undefined ? undefined : groupOf(known);
}

/** The text of a field, "" when it is no text, undefined when it is not known yet. */
function text(reading: Reading): string | undefined {
  if (reading.state === "unknown") {
    return undefined;
  }
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}
