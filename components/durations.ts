import type * as pulumi from "@pulumi/pulumi";

import { isFluxDuration } from "../safety/duration";
import { problemOf, type Problem } from "./problems";

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
            `"${value}" is no duration; set a number with its unit instead, such as 10m or 1h30m`,
          ),
        ],
  );
}
