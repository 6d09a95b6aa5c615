import { evaluate, levelOf, rules, UNKNOWN } from "../../safety";
import { toValue } from "../../safety/value";
import type { Environment } from "../environments";
import { isOutput } from "../options";
import { refuseArguments } from "../refusal";

/**
 * Refuses a manifest that a mandatory safety rule finds unsafe, before anything is registered. The policy pack asks
 * the same rules later, when values that are still unknown here are known; what is unknown is left to it.
 *
 * @param name the component's name
 * @throws pulumi.InputPropertiesError with every finding and its remedy
 */
export function refuseUnsafe(name: string, manifest: { kind: string }, environment: Environment): void {
  const object = toValue(manifest, fieldOf);
  const context = { environment };
  const problems = rules
    .filter((rule) => rule.scope === "object")
    .filter((rule) => levelOf(rule, object, context) === "mandatory")
    .flatMap((rule) =>
      evaluate(rule, object, context)
        .filter((finding) => finding.undecided !== true)
        .map(({ path, message }) => ({
          propertyPath: argumentOf(String(path.at(-1) ?? "")),
          reason: `the arguments make an unsafe ${manifest.kind}: it ${message} (${rule.id}). ${rule.remedy}`,
        })),
    );
  refuseArguments(name, problems);
}

/** The argument that sets a field of these manifests; most are called as their field. */
function argumentOf(field: string): string {
  if (["url", "repoURL"].includes(field)) {
    return "repositoryUrl";
  }
  return ["branch", "tag", "name", "semver", "commit", "ref"].includes(field) ? "targetRevision" : field;
}

/** A field of the manifest; an output or a promise is a value that is not known yet. */
function fieldOf(holder: object, name: string | number): unknown {
  const value: unknown = Reflect.get(holder, name);
  return isOutput(value) ? UNKNOWN : value;
}
