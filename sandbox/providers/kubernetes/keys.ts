/**
 * The names of a CustomResourceDefinition's schema extensions: Kubernetes writes them with dashes, Pulumi's SDKs with
 * underscores, because a dash cannot stand in a property name.
 */
import { isMap } from "../values";
import type { Open, OpenObject, PlainObject } from "../values";

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
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (!isMap(value)) return value;
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
