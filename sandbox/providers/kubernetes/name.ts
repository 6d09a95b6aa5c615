/**
 * Names for objects whose program gives none.
 */
import { createHash } from "node:crypto";
import type { Autonaming } from "../protocol";
import { asMap, isUnknown } from "../values";
import type { OpenObject } from "../values";
import { annotation, at, withValue } from "./object";

/** The annotation by which the official provider marks a name of its own. */
export const autonamedAnnotation = "pulumi.com/autonamed";

/** As many random characters as the official provider appends. Source: resource.NewUniqueName of the Go SDK. */
const suffixLength = 8;

/** True when the name was made by Pulumi, so that a replacement may have another one. */
export function isAutonamed(object: OpenObject): boolean {
  return annotation(object, autonamedAnnotation) === "true";
}

/** `<logical name>-<8 hex characters>`, the same for the same seed: a preview and its update agree. */
export function generatedName(logicalName: string, seed: Uint8Array): string {
  const suffix = createHash("sha256").update(seed).digest("hex").slice(0, suffixLength);
  return `${logicalName}-${suffix}`;
}

function withGeneratedName(object: OpenObject, name: string): OpenObject {
  const named = withValue(object, ["metadata", "name"], name);
  return withValue(named, ["metadata", "annotations", autonamedAnnotation], "true");
}

/** Where a name may come from when the program gives none. */
export interface NameSource {
  readonly logicalName: string;
  readonly randomSeed: Uint8Array;
  readonly autonaming: Autonaming | undefined;
  /** The inputs of the last deployment, if there was one. */
  readonly olds: OpenObject | undefined;
}

/**
 * The object with a name: its own, the one that an earlier deployment generated, or a new one. Undefined when the
 * stack's configuration forbids generated names.
 */
export function named(object: OpenObject, source: NameSource): OpenObject | undefined {
  const metadata = object.metadata;
  // A name that only the deployment will know is a name all the same.
  if (isUnknown(metadata)) return object;
  const name = asMap(metadata)?.name;
  if (name !== undefined && name !== "") return object;
  const oldName = at(source.olds, "metadata", "name");
  if (source.olds !== undefined && typeof oldName === "string" && isAutonamed(source.olds)) {
    return withGeneratedName(object, oldName);
  }
  if (source.autonaming?.mode === "disable") return undefined;
  return withGeneratedName(
    object,
    source.autonaming?.proposedName ?? generatedName(source.logicalName, source.randomSeed),
  );
}
