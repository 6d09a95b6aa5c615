import type { PolicyPackConfig } from "@pulumi/policy";
import {
  environmentOf,
  environments,
  isChangeRule,
  isPromotionRule,
  isStricter,
  parseEnvironment,
  rules,
} from "../safety";
import type { Environment, Rule, RuleInfo, Value } from "../safety";

/**
 * The rules that can run here: Pulumi has no earlier revision of the delivered set and no other environment to compare
 * with, and no Git.
 */
export const policyRules: readonly Rule[] = rules.filter(
  (rule) => !isChangeRule(rule) && !isPromotionRule(rule) && rule.gitOnly !== true,
);

/**
 * The environment that the pack starts with, which decides the levels: the name of the stack, where that is one of the
 * environments, and production otherwise. The Pulumi CLI gives the name in two variables, and not in every command.
 * Where they differ the stricter one counts, because a shell may have left a PULUMI_STACK behind.
 *
 * @param variables The environment variables of the process.
 */
export function startEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const names = [variables.PULUMI_STACK, variables.PULUMI_NODEJS_STACK].filter((name) => name !== undefined);
  const found = names.map((name) => parseEnvironment(name) ?? "production");
  return environments.findLast((environment) => found.includes(environment)) ?? "production";
}

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
  rule: RuleInfo,
  start: Environment,
  stack: Environment,
  object: Value,
): "mandatory" | undefined {
  const own = environmentOf(object, { environment: stack });
  const weakest = isStricter(start, stack) ? stack : start;
  return isStricter(own, weakest) && rule.levels[own] === "mandatory" ? "mandatory" : undefined;
}
