import type * as pulumi from "@pulumi/pulumi";

import { isFluxDuration } from "../safety/duration";

/** An argument that cannot be used. */
export interface Problem {
  /** Where the argument is, such as `quota.requests.cpu`. */
  readonly propertyPath: string;
  /** The problem and its remedy: a sentence without a full stop, which names the argument. */
  readonly reason: string;
}

/** A problem whose sentence begins with the argument, such as `wave is 1.5; set a whole number`. */
export function problemOf(propertyPath: string, rest: string): Problem {
  return { propertyPath, reason: `${propertyPath} ${rest}` };
}

/** The sentences of problems. */
export function reasonsOf(problems: readonly Problem[]): string[] {
  return problems.map(({ reason }) => reason);
}

/**
 * Durations that Flux would not accept, by argument. A value that is not known yet is left to the API server.
 *
 * @param durations the value of each argument
 */
export function durationProblems(durations: Readonly<Record<string, pulumi.Input<string>>>): Problem[] {
  return Object.entries(durations).flatMap(([argument, value]) =>
    typeof value !== "string" || isFluxDuration(value)
      ? []
      : [
          problemOf(
            argument,
            `"${value}" is not a duration; set a number with its unit, such as 10m or 1h30m`,
          ),
        ],
  );
}

/**
 * Refuses the former names of arguments, which would otherwise be ignored without a message.
 *
 * @param names the new name by the former one
 * @param path what goes before the names in a message, such as `namespace.`
 */
export function renamedProblems(
  args: object | undefined,
  names: Readonly<Record<string, string>>,
  path = "",
): Problem[] {
  const given = (args ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(names)
    .filter(([former]) => given[former] !== undefined)
    .map(([former, name]) => problemOf(`${path}${former}`, `is now called ${path}${name}; rename it`));
}
