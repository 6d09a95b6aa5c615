import { environmentOf } from "./environment";
import type { Context } from "./environment";
import { undecided } from "./expect";
import { read } from "./read";
import type { Reading } from "./read";
import type { Finding, Level, Rule } from "./rule";
import { formatPath } from "./value";
import type { Value } from "./value";

/** Whether a rule looks at objects of that apiVersion and kind. */
export function covers(rule: Rule, apiVersion: string, kind: string): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return rule.appliesTo.some((target) => target.group === group && target.kinds.includes(kind));
}

/** What a finding of that rule does, for that object: the level of the object's environment. */
export function levelOf(rule: Rule, object: Value, context: Context): Level {
  return rule.levels[environmentOf(object, context)];
}

/**
 * What one rule says about one Kubernetes object. Every front end goes through here.
 *
 * An object of a kind that the rule does not cover has no findings. An object whose kind is not known yet might be
 * covered, so that is a finding; so is a defect of the rule itself, because a check that did not run proves nothing.
 */
export function evaluate(rule: Rule, object: Value, context: Context): readonly Finding[] {
  const apiVersion = read(object, ["apiVersion"]);
  const kind = read(object, ["kind"]);
  for (const reading of [apiVersion, kind]) {
    if (reading.state === "unknown") {
      return [undecided(reading.path)];
    }
  }
  if (!covers(rule, text(apiVersion), text(kind))) {
    return [];
  }
  try {
    return distinct(rule.check(object, context));
  } catch (error) {
    return [defect(error)];
  }
}

function text(reading: Reading): string {
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}

/** One unknown field that several others sit in is one finding. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const same = (a: Finding, b: Finding): boolean =>
    a.message === b.message && formatPath(a.path) === formatPath(b.path);
  return findings.filter((finding, index) => findings.findIndex((other) => same(finding, other)) === index);
}

/** The error's message may quote the object, so only its name is given. */
function defect(error: unknown): Finding {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `could not be checked: the rule itself failed with ${name}, which is a defect of the rule; report it`;
  return { path: [], message };
}
