import * as pulumi from "@pulumi/pulumi";

import { evaluate, levelOf, rules, UNKNOWN, type Value } from "../../safety";
import { toValue } from "../../safety/value";
import type { Environment } from "../environments";

/**
 * Refuses a manifest that a mandatory safety rule finds unsafe, before anything is registered. The policy pack asks
 * the same rules later, when values that are still unknown here are known; what is unknown is left to it.
 *
 * @throws pulumi.ResourceError with every finding and its remedy
 */
export function refuseUnsafe(manifest: object, environment: Environment, resource: pulumi.Resource): void {
  const object = toValue(manifest, fieldOf);
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

/** A field of the manifest; an output or a promise is a value that nobody knows yet. */
function fieldOf(holder: object, name: string | number): unknown {
  const value: unknown = Reflect.get(holder, name);
  return pulumi.Output.isInstance(value) || value instanceof Promise ? UNKNOWN : value;
}
