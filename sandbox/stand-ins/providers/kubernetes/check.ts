/**
 * From what a program writes to the inputs of an object: kind, name and namespace are filled in, spellings are
 * normalized.
 */

import { createHash } from "node:crypto";

import type { Autonaming, CheckFailure, CheckRequest, CheckResult } from "../protocol";
import { asMap, isUnknown, open, type OpenObject } from "../values";
import { seal } from "./checkpoint";
import type { Cluster } from "./cluster";
import { normalize } from "./normalize";
import { annotation, at, isDefinition, parseToken, withValue, type ObjectType } from "./object";
import { readinessProblem } from "./readiness";

function identityProblems(object: OpenObject, type: ObjectType): CheckFailure[] {
  return (["apiVersion", "kind"] as const).flatMap((key) => {
    const given = object[key];
    if (given === undefined || isUnknown(given) || given === type[key]) {
      return [];
    }
    return [
      { property: key, reason: `"${key}" must be ${type[key]}, as the resource's type says. Leave it out.` },
    ];
  });
}

function metadataProblems(object: OpenObject): CheckFailure[] {
  const metadata = object.metadata;
  if (metadata !== undefined && !isUnknown(metadata) && asMap(metadata) === undefined) {
    return [{ property: "metadata", reason: '"metadata" must be a map.' }];
  }
  if (at(object, "metadata", "generateName") === undefined) {
    return [];
  }
  const reason =
    '"metadata.generateName" does not work with server-side apply. Leave it out and Pulumi makes a name, or set metadata.name.';
  return [{ property: "metadata.generateName", reason }];
}

function annotationProblems(object: OpenObject): CheckFailure[] {
  const reason = readinessProblem(object);
  return reason === undefined ? [] : [{ property: "metadata.annotations", reason }];
}

/** The object with its namespace; without one if its kind is cluster-wide. */
async function placed(object: OpenObject, type: ObjectType, cluster: Cluster): Promise<OpenObject> {
  if (asMap(object.metadata) === undefined) {
    return object;
  }
  // A kind that is not served yet counts as namespaced, as in the official provider.
  const namespaced = (await cluster.namespaced(type.apiVersion, type.kind)) ?? true;
  if (!namespaced) {
    return withValue(object, ["metadata", "namespace"], undefined);
  }
  const given = at(object, "metadata", "namespace");
  if (given !== undefined && given !== "") {
    return object;
  }
  return withValue(object, ["metadata", "namespace"], cluster.settings.namespace);
}

export async function check(request: CheckRequest, cluster: Cluster): Promise<CheckResult> {
  const type = parseToken(request.type);
  const given = open(request.news);
  const failures = [
    ...identityProblems(given, type),
    ...metadataProblems(given),
    ...annotationProblems(given),
  ];
  if (failures.length > 0) {
    return { inputs: request.news, failures };
  }
  const object = named(
    { ...given, apiVersion: type.apiVersion, kind: type.kind },
    {
      logicalName: request.name,
      randomSeed: request.randomSeed,
      autonaming: request.autonaming,
      olds: Object.keys(request.olds).length === 0 ? undefined : open(request.olds),
    },
  );
  if (object === undefined) {
    const reason = "The stack's configuration pulumi:autonaming forbids generated names. Set metadata.name.";
    return { inputs: request.news, failures: [{ property: "metadata.name", reason }] };
  }
  const inputs = await placed(normalize(object), type, cluster);
  if (isDefinition(inputs)) {
    cluster.announce(inputs);
  }
  return { inputs: seal(inputs, request.news), failures: [] };
}

/** The annotation by which the official provider marks a name of its own. */
const autonamedAnnotation = "pulumi.com/autonamed";

/** As many random characters as the official provider appends. Source: resource.NewUniqueName of the Go SDK. */
const suffixLength = 8;

/** Whether Pulumi generated the name, so that a replacement may have another one. */
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
  // A name that is not known before the deployment is a name too.
  if (isUnknown(metadata)) {
    return object;
  }
  const name = asMap(metadata)?.name;
  if (name !== undefined && name !== "") {
    return object;
  }
  const oldName = at(source.olds, "metadata", "name");
  if (source.olds !== undefined && typeof oldName === "string" && isAutonamed(source.olds)) {
    return withGeneratedName(object, oldName);
  }
  if (source.autonaming?.mode === "disable") {
    return undefined;
  }
  return withGeneratedName(
    object,
    source.autonaming?.proposedName ?? generatedName(source.logicalName, source.randomSeed),
  );
}
