import type { PolicyPackConfig } from "@pulumi/policy";
import {
  environmentOf,
  isStricter,
  rules,
  type Environment,
  type Rule,
  type RuleOf,
  type Value,
} from "../safety";

/**
 * The rules that can run here: Pulumi has no earlier revision of the delivered set and no other environment to compare
 * with, and no Git.
 */
export const policyRules: readonly (ResourceRule | RuleOf<"set">)[] = rules.flatMap((rule) =>
  rule.scope === "change" || rule.scope === "promotion" || rule.gitOnly === true ? [] : [rule],
);

/** A rule that looks at one resource at a time. */
export type ResourceRule = RuleOf<"object"> | RuleOf<"resource">;

/** The configuration that the pack starts with: every policy at the level of the environment. */
export function initialConfig(environment: Environment): PolicyPackConfig {
  return Object.fromEntries(policyRules.map((rule) => [rule.id, rule.levels[environment]]));
}

/**
 * The level to report instead of the configured one, if any: an object of a stricter environment than the pack knew of
 * when it started, or than its stack, is held to the level of that environment. Otherwise the configuration decides,
 * up and down.
 *
 * @param start The environment that the pack started with.
 * @param stack The environment of the resource's stack.
 */
export function raisedLevel(
  rule: Rule,
  start: Environment,
  stack: Environment,
  object: Value,
): "mandatory" | undefined {
  const own = environmentOf(object, { environment: stack });
  const weakest = isStricter(start, stack) ? stack : start;
  return isStricter(own, weakest) && rule.levels[own] === "mandatory" ? "mandatory" : undefined;
}
