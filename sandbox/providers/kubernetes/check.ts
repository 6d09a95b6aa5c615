/**
 * From what a program writes to the inputs of an object: kind, name and namespace filled in, spellings settled.
 */
import type { CheckFailure, CheckRequest, CheckResult } from "../protocol";
import { asMap, isUnknown, open } from "../values";
import type { OpenObject } from "../values";
import { seal } from "./checkpoint";
import type { Cluster } from "./cluster";
import { named } from "./name";
import { normalize } from "./normalize";
import { at, isDefinition, withValue } from "./object";
import { readinessProblem } from "./readiness";
import { parseToken } from "./token";
import type { ObjectType } from "./token";

function identityProblems(object: OpenObject, type: ObjectType): CheckFailure[] {
  return (["apiVersion", "kind"] as const).flatMap((key) => {
    const given = object[key];
    if (given === undefined || isUnknown(given) || given === type[key]) return [];
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
  if (at(object, "metadata", "generateName") === undefined) return [];
  const reason =
    '"metadata.generateName" does not work with server-side apply. Leave it out and Pulumi makes a name, or set metadata.name.';
  return [{ property: "metadata.generateName", reason }];
}

function annotationProblems(object: OpenObject): CheckFailure[] {
  const reason = readinessProblem(object);
  return reason === undefined ? [] : [{ property: "metadata.annotations", reason }];
}

/** The object with the namespace it lives in; without one if its kind belongs to the whole cluster. */
async function placed(object: OpenObject, type: ObjectType, cluster: Cluster): Promise<OpenObject> {
  if (asMap(object.metadata) === undefined) return object;
  // A kind that nobody serves yet counts as namespaced, as in the official provider.
  const namespaced = (await cluster.namespaced(type.apiVersion, type.kind)) ?? true;
  if (!namespaced) return withValue(object, ["metadata", "namespace"], undefined);
  const given = at(object, "metadata", "namespace");
  if (given !== undefined && given !== "") return object;
  return withValue(object, ["metadata", "namespace"], cluster.settings.namespace);
}

/** Checks a resource's inputs and completes them. */
export async function check(request: CheckRequest, cluster: Cluster): Promise<CheckResult> {
  const type = parseToken(request.type);
  const given = open(request.news);
  const failures = [
    ...identityProblems(given, type),
    ...metadataProblems(given),
    ...annotationProblems(given),
  ];
  if (failures.length > 0) return { inputs: request.news, failures };
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
  if (isDefinition(inputs)) cluster.announce(inputs);
  return { inputs: seal(inputs, request.news), failures: [] };
}
