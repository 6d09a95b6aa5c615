import * as pulumi from "@pulumi/pulumi";

import { evaluate, levelOf, rules, UNKNOWN, type Value } from "../../safety";
import type { Environment } from "../environments";

/**
 * Refuses a manifest that a mandatory safety rule finds unsafe, before anything is registered. The policy pack asks
 * the same rules later, when values that are still unknown here are known; what is unknown is left to it.
 *
 * @throws pulumi.ResourceError with every finding and its remedy
 */
export function refuseUnsafe(manifest: object, environment: Environment, resource: pulumi.Resource): void {
  const object = plain(manifest);
  const context = { environment };
  const refused = rules
    .filter((rule) => rule.scope === "object")
    .filter((rule) => levelOf(rule, object, context) === "mandatory")
    .flatMap((rule) =>
      evaluate(rule, object, context)
        .filter((finding) => finding.undecided !== true)
        .map((finding) => `it ${finding.message} (${rule.id}). ${rule.remedy}`),
    );
  if (refused.length > 0) {
    throw new pulumi.ResourceError(
      `The arguments make an unsafe ${kindOf(object)}: ${refused.join(" ")}`,
      resource,
      true,
    );
  }
}

function kindOf(object: Value): string {
  const { kind } = object as { kind?: Value };
  return typeof kind === "string" ? kind : "object";
}

/** The manifest as plain data; an output or a promise is a value that nobody knows yet. */
function plain(value: unknown): Value {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return UNKNOWN;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([key, field]) => [key, plain(field)]),
    );
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
