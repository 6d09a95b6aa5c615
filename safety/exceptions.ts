import { daysBetween } from "./duration";
import type { Context } from "./environment";
import { labelDomain } from "./labels";
import { objectKey } from "./objects";
import { isMap, read, type Path, type Value } from "./value";

/** What the names of annotations begin with that except an object from a rule; the rule's id follows. */
export const exceptionPrefix = `exceptions.${labelDomain}/`;

/** The rule that looks at the exceptions themselves. No exception from it counts. */
export const exceptionRule = "exception-valid";

/** How many days ahead an exception may end. */
const longestException = 180;

/** An exception as it is written, on the object or in the configuration. */
export interface Exception {
  readonly rule: string;
  readonly source: "annotation" | "configuration";
  /** The annotation; `["metadata"]` for an exception from the configuration. */
  readonly path: Path;
  /** Undefined when the annotation is not known yet or cannot be read. */
  readonly terms: { readonly reason: string; readonly until: string } | undefined;
}

/**
 * Whether a valid exception frees an object from a rule. Every evaluation ends with this question.
 *
 * @param key The name of the object in the configuration of exceptions.
 */
export function isExcepted(
  rule: { readonly id: string },
  object: Value,
  context: Context,
  key: string = objectKey(object),
): boolean {
  return exceptionsOf(object, context, key).some(
    (exception) => exception.rule === rule.id && exceptionProblem(exception, context) === undefined,
  );
}

/** All exceptions that are written for an object, valid or not. */
export function exceptionsOf(
  object: Value,
  context: Context,
  key: string = objectKey(object),
): readonly Exception[] {
  return [...annotated(object), ...configured(key, context)];
}

/** Why an exception does not count; undefined when it does. */
export function exceptionProblem({ rule, terms }: Exception, { today }: Context): string | undefined {
  if (rule === exceptionRule) {
    return "is from the rule that looks at exceptions, and no exception from that counts";
  }
  if (terms === undefined) {
    return 'cannot be read; write "until=YYYY-MM-DD; reason=..."';
  }
  if (terms.reason.trim() === "") {
    return "has no reason";
  }
  if (today === undefined) {
    return "cannot be judged, because nobody said what day it is";
  }
  const ahead = daysBetween(today, terms.until);
  if (ahead === undefined) {
    return "has no date on which it ends; write until=YYYY-MM-DD";
  }
  if (ahead < 0) {
    return `has expired on ${terms.until}`;
  }
  return ahead > longestException
    ? `ends on ${terms.until}, which is more than ${longestException} days ahead`
    : undefined;
}

function annotated(object: Value): readonly Exception[] {
  const annotations = read(object, ["metadata", "annotations"]);
  if (annotations.state !== "known" || !isMap(annotations.value)) {
    return [];
  }
  return Object.entries(annotations.value)
    .filter(([name]) => name.startsWith(exceptionPrefix))
    .map(([name, value]) => ({
      rule: name.slice(exceptionPrefix.length),
      source: "annotation",
      path: ["metadata", "annotations", name],
      terms: parse(value),
    }));
}

function parse(value: Value): Exception["terms"] {
  const [, until, reason] =
    /^\s*until=\s*(\d{4}-\d{2}-\d{2})\s*;\s*reason=(.*)$/s.exec(typeof value === "string" ? value : "") ?? [];
  return until === undefined || reason === undefined ? undefined : { until, reason };
}

function configured(key: string, { exceptions = [] }: Context): readonly Exception[] {
  return exceptions
    .filter(({ object }) => object === key)
    .map(({ rule, reason, until }) => ({
      rule,
      source: "configuration",
      path: ["metadata"],
      terms: { reason, until },
    }));
}
