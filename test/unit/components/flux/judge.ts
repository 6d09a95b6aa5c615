import { isCelError, run, type CelInput } from "@bufbuild/cel";

import type { HealthCheck } from "../../../../components/delivery/flux/health-checks";

/** What Flux makes of an object; an error counts as "not ready yet", and Flux asks again. */
export type Judgement = "current" | "failed" | "in progress" | "error";

/**
 * Judges an object as Flux's StatusEvaluator does: each of its top-level fields is a variable, `failed` is asked before
 * `current`, and the first error ends it. Flux's own evaluator gave the same answers to these tests, with one
 * difference: there `has(status.conditions)` is an error when there is no status at all, and here it is false.
 */
export function judge(check: HealthCheck, object: Readonly<Record<string, unknown>>): Judgement {
  const variables = Object.fromEntries(Object.entries(object).map(([key, value]) => [key, input(value)]));
  for (const verdict of ["failed", "current"] as const) {
    const expression = check[verdict];
    if (expression === undefined) {
      continue;
    }
    const result = run(expression, variables);
    if (isCelError(result) || typeof result !== "boolean") {
      return "error";
    }
    if (result) {
      return verdict;
    }
  }
  return "in progress";
}

/** JSON in the types of the evaluator, whose objects are maps. */
function input(value: unknown): CelInput {
  if (Array.isArray(value)) {
    return value.map(input);
  }
  if (typeof value !== "object" || value === null) {
    return value as CelInput;
  }
  return new Map(Object.entries(value).map(([key, field]) => [key, input(field)]));
}
