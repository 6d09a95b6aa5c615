import type { PolicyConfigSchema, PolicyPackConfig } from "@pulumi/policy";
import { environments, isStricter, parseEnvironment, rules } from "../safety";
import type { Environment, Rule } from "../safety";

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

/** The name of the stack that a resource belongs to, which its URN begins with: `urn:pulumi:<stack>::<project>::...`. */
export function stackOf(urn: string): string {
  return /^urn:pulumi:(.*?)::/.exec(urn)?.[1] ?? "";
}

/** The configuration that the pack starts with: every policy at the level of the environment. */
export function initialConfig(environment: Environment): PolicyPackConfig {
  return Object.fromEntries(rules.map((rule) => [rule.id, rule.levels[environment]]));
}

/**
 * What the configuration of a policy may hold besides its level, which the engine keeps to itself. The engine refuses
 * other values before the pack sees any resource.
 */
export const configSchema: PolicyConfigSchema = {
  properties: {
    environment: {
      type: "string",
      enum: [...environments],
      description: "The environment of the stack, where the stack is not named after it.",
    },
  },
};

/**
 * The level to report instead of the configured one, if any: an object of a stricter environment than the pack knew of
 * when it started, or than its stack, is held to the level of that environment. Otherwise the configuration decides,
 * up and down.
 *
 * @param start The environment that the pack started with.
 * @param stack The environment of the resource's stack.
 * @param object The environment of the object.
 */
export function raisedLevel(
  rule: Rule,
  start: Environment,
  stack: Environment,
  object: Environment,
): "mandatory" | undefined {
  const weakest = isStricter(start, stack) ? stack : start;
  return isStricter(object, weakest) && rule.levels[object] === "mandatory" ? "mandatory" : undefined;
}
