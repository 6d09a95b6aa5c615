import type { Context } from "../environment";
import {
  exceptionPrefix,
  exceptionProblem,
  exceptionRule,
  exceptionsOf,
  type Exception,
} from "../exceptions";
import { inspect } from "../expect";
import { shown, undecided, type Finding } from "../finding";
import { everyKind } from "../objects";
import { defineRule, levels, type RuleOf } from "../rule";
import { isMap, read, type Value } from "../value";

/**
 * The rule about exceptions, which must know the ids of all rules.
 *
 * @param others The ids of the other rules.
 */
export function exceptionValidAmong(others: readonly string[]): RuleOf<"object"> {
  const ids = [...others, exceptionRule];
  return defineRule({
    id: exceptionRule,
    scope: "object",
    title: "An exception names a rule, a reason and a day within 180 days, and has not expired",
    why:
      "An exception is a decision for a while: somebody accepted a risk for a reason that was true then. Without a date " +
      "it outlives the reason and the person, and nobody looks again at what it switched off; with a misspelt rule it " +
      "does nothing, and its author believes otherwise.",
    severity: "high",
    levels: levels({ dev: "mandatory" }),
    appliesTo: [everyKind],
    remedy:
      `Set metadata.annotations["${exceptionPrefix}<rule>"]: "until=YYYY-MM-DD; reason=..." with a day within 180 ` +
      "days, or remove the exception.",
    references: [
      {
        title: "Kyverno: policy exceptions",
        url: "https://kyverno.io/docs/exceptions/",
      },
    ],
    shows: ["metadata"],
    check: (object, context) => [
      ...unreadable(object),
      ...exceptionsOf(object, context)
        .filter(({ path }) => read(object, path).state !== "unknown")
        .flatMap((exception) => invalid(exception, [...ids, ...(context.ruleIds ?? [])], context)),
    ],
  });
}

/** Annotations of which nobody knows whether exceptions are among them. */
function unreadable(object: Value): readonly Finding[] {
  const annotations = read(object, ["metadata", "annotations"]);
  if (annotations.state === "unknown") {
    return [undecided(annotations.path)];
  }
  // Annotations of another type hold no exception, and are the business of the API server.
  return annotations.state !== "known" || !isMap(annotations.value)
    ? []
    : Object.keys(annotations.value)
        .filter((name) => name.startsWith(exceptionPrefix))
        .flatMap((name) => inspect(object, [...annotations.path, name], { known: () => [] }));
}

function invalid(exception: Exception, ids: readonly string[], context: Context): readonly Finding[] {
  const { rule, path } = exception;
  const problem = ids.includes(rule)
    ? exceptionProblem(exception, context)
    : "names no rule; see the list of rules in docs/rules/README.md";
  return problem === undefined
    ? []
    : [{ path, message: `carries an exception from ${shown(rule)} that ${problem}` }];
}
