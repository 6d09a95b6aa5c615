/** Inputs in the form that the API server returns, so that a diff shows changes and not spellings. */

import { asMap, isMap, isUnknown, type Open, type OpenObject, type PlainObject } from "../values";
import { isDefinition, isSecretKind, withValue } from "./object";

/** Metadata that only the API server writes. */
const serverMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

export function withoutServerMetadata(object: OpenObject): OpenObject {
  return serverMetadata.reduce(
    (rest, key) =>
      asMap(rest.metadata) === undefined ? rest : withValue(rest, ["metadata", key], undefined),
    object,
  );
}

/** Other types stay as they are, for the API server to refuse. */
function base64(value: Open): Open {
  return typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : value;
}

/** The API server drops line breaks from base64. */
function withoutBreaks(value: Open): Open {
  return typeof value === "string" ? value.replaceAll(/\s/g, "") : value;
}

function mapValues(object: OpenObject, change: (value: Open) => Open): OpenObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/**
 * `stringData` is write-only and overrides `data`, as in the API server. It is applied as `data`, so that a key that
 * leaves the program also leaves the Secret.
 */
function normalizeSecret(secret: OpenObject): OpenObject {
  const texts = secret.stringData;
  const data = secret.data;
  if (isUnknown(texts) || isUnknown(data)) {
    return secret;
  }
  if (texts === undefined && data === undefined) {
    return secret;
  }
  const merged = {
    ...mapValues(asMap(data) ?? {}, withoutBreaks),
    ...mapValues(asMap(texts) ?? {}, base64),
  };
  return withValue({ ...secret, data: merged }, ["stringData"], undefined);
}

/** The inputs as they are compared, stored and applied. */
export function normalize(object: OpenObject): OpenObject {
  const inputs = withoutServerMetadata(object);
  if (isSecretKind(inputs)) {
    return normalizeSecret(inputs);
  }
  return isDefinition(inputs) ? withValue(inputs, ["status"], undefined) : inputs;
}

const dashed = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];
const toDashed = new Map(dashed.map((name) => [name.replaceAll("-", "_"), name]));
const toUnderscored = new Map(dashed.map((name) => [name, name.replaceAll("-", "_")]));

function rename(value: Open, names: ReadonlyMap<string, string>): Open {
  if (Array.isArray(value)) {
    return value.map((item) => rename(item, names));
  }
  if (!isMap(value)) {
    return value;
  }
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [names.get(key) ?? key, rename(item, names)]));
}

/** The object as the API server wants it. */
export function toServer(object: PlainObject): PlainObject {
  return rename(object, toDashed) as PlainObject;
}

/** The object as programs see it. */
export function toProgram(object: PlainObject): PlainObject;
export function toProgram(object: OpenObject): OpenObject;
export function toProgram(object: OpenObject): OpenObject {
  return rename(object, toUnderscored) as OpenObject;
}
