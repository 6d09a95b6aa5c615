/**
 * Reading and changing objects whose kind nobody knows in advance.
 */
import { asMap, asString } from "../values";
import type { Open, OpenObject, Plain, PlainObject } from "../values";

/** Which object a request is about. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for objects of the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** `namespace/name`, or the name alone: the id that the official provider gives. */
export function idOf(ref: Pick<ObjectRef, "namespace" | "name">): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** The namespace and name of an id. */
export function parseId(id: string): Pick<ObjectRef, "namespace" | "name"> {
  const slash = id.indexOf("/");
  if (slash === -1) return { namespace: undefined, name: id };
  return { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** The object as messages name it: `Secret mariadb-dev/mariadb-root (v1)`. */
export function display(ref: ObjectRef): string {
  return `${ref.kind} ${idOf(ref)} (${ref.apiVersion})`;
}

/** Which object the inputs describe, as far as they say. */
export function refOf(inputs: OpenObject): ObjectRef {
  return {
    apiVersion: asString(inputs.apiVersion) ?? "",
    kind: asString(inputs.kind) ?? "",
    namespace: asString(at(inputs, "metadata", "namespace")),
    name: asString(at(inputs, "metadata", "name")) ?? "",
  };
}

/** The value at the path, or undefined. */
export function at(object: PlainObject | undefined, ...path: string[]): Plain | undefined;
export function at(object: OpenObject | undefined, ...path: string[]): Open | undefined;
export function at(object: OpenObject | undefined, ...path: string[]): Open | undefined {
  return path.reduce<Open | undefined>((value, key) => asMap(value)?.[key], object);
}

/** A copy of the object with the value at the path; undefined takes the entry out. */
export function withValue(object: OpenObject, path: readonly string[], value: Open | undefined): OpenObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const { [key]: current, ...others } = object;
  if (rest.length > 0) return { ...object, [key]: withValue(asMap(current) ?? {}, rest, value) };
  return value === undefined ? others : { ...object, [key]: value };
}

/** The annotation's value, or undefined. */
export function annotation(object: OpenObject, name: string): string | undefined {
  return asString(at(object, "metadata", "annotations", name));
}

/** True for a core/v1 Secret. */
export function isSecretKind(object: OpenObject): boolean {
  return object.apiVersion === "v1" && object.kind === "Secret";
}

/** True for a CustomResourceDefinition. */
export function isDefinition(object: OpenObject): boolean {
  const apiVersion = asString(object.apiVersion) ?? "";
  return apiVersion.startsWith("apiextensions.k8s.io/") && object.kind === "CustomResourceDefinition";
}
