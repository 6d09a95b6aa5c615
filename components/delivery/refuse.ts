import { evaluate, levelOf, rules, UNKNOWN, type Value } from "../../safety";
import type { Environment } from "../environments";
import { isOutput } from "../options";
import { refuseArguments } from "../problems";

/**
 * Refuses a manifest that a mandatory safety rule finds unsafe, before anything is registered. The policy pack asks
 * the same rules later, when values that are still unknown here are known; what is unknown is left to it.
 *
 * @param name the component's name
 * @throws pulumi.InputPropertiesError with every finding and its remedy
 */
export function refuseUnsafe(name: string, manifest: { kind: string }, environment: Environment): void {
  const object = plain(manifest);
  const context = { environment };
  const problems = rules
    .filter((rule) => levelOf(rule, object, context) === "mandatory")
    .flatMap((rule) =>
      evaluate(rule, object, context)
        .filter((finding) => finding.undecided !== true)
        .map(({ path, message }) => ({
          // The fields of these manifests are called as the arguments that set them.
          propertyPath: String(path.at(-1) ?? ""),
          reason: `the arguments make an unsafe ${manifest.kind}: it ${message} (${rule.id}). ${rule.remedy}`,
        })),
    );
  refuseArguments(name, problems);
}

/** The manifest as plain data; an output or a promise is a value that nobody knows yet. */
function plain(value: unknown): Value {
  if (isOutput(value)) {
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
