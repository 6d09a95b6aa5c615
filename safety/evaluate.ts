import type { Context } from "./context";
import { coverage } from "./coverage";
import { environmentOf } from "./environment";
import { isExcepted } from "./exceptions";
import type { Finding } from "./finding";
import { isObjectRule } from "./rule";
import type { Level, Rule, RuleInfo } from "./rule";
import { run } from "./run";
import type { Value } from "./value";

/** What a finding of that rule does, for that object: the level of the object's environment. */
export function levelOf(rule: RuleInfo, object: Value, context: Context): Level {
  return rule.levels[environmentOf(object, context)];
}

/**
 * What one rule says about one Kubernetes object. Every front end goes through here, or through `evaluateSet`,
 * `evaluateChange`, `evaluatePromotion` and `evaluateResource`; a rule of another scope has nothing to say about one object.
 *
 * An object of a kind that the rule does not cover has no findings, nor has one that a valid exception frees, nor has
 * an object of a chart where the rule leaves those out. An object whose kind is not known yet might be covered, so that is a finding; so is a defect of the rule itself.
 */
export function evaluate(rule: Rule, object: Value, context: Context): readonly Finding[] {
  if (!isObjectRule(rule) || (rule.notOfCharts === true && context.ofChart === true)) {
    return [];
  }
  const covered = coverage(rule, object);
  const findings =
    typeof covered === "object"
      ? [covered]
      : covered
        ? run(
            () => rule.check(object, context),
            (defect) => [defect],
          )
        : [];
  return findings.length > 0 && isExcepted(rule, object, context) ? [] : findings;
}
