import * as pulumi from "@pulumi/pulumi";

/** What Flux's CRDs accept as a duration. */
const duration = /^(\d+(\.\d+)?(ms|s|m|h))+$/;

/**
 * Refuses a text that Flux would not take for a duration. What is not known yet is left to the API server.
 *
 * @throws pulumi.ResourceError that names the argument
 */
export function requireDurations(
  name: string,
  durations: Readonly<Record<string, pulumi.Input<string>>>,
  resource: pulumi.Resource,
): void {
  for (const [argument, value] of Object.entries(durations)) {
    if (typeof value === "string" && !duration.test(value)) {
      throw new pulumi.ResourceError(
        `${name}: ${argument} "${value}" is no duration; write a number with its unit instead, such as 10m or 1h30m`,
        resource,
        true,
      );
    }
  }
}
