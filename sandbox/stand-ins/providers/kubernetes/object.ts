/**
 * Reading and changing objects of any kind, and Pulumi's type tokens for them, as in `kubernetes:apps/v1:Deployment`.
 */

import type { ObjectRef } from "../../../cluster";
import { Code, failure, unsupported } from "../errors";
import { asMap, asString, type Open, type OpenObject, type Plain, type PlainObject } from "../values";

/** `namespace/name`, or the name alone: the id that the official provider gives. */
export function idOf(ref: Pick<ObjectRef, "namespace" | "name">): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
}

export function parseId(id: string): Pick<ObjectRef, "namespace" | "name"> {
  const slash = id.indexOf("/");
  if (slash === -1) {
    return { namespace: undefined, name: id };
  }
  return { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** The object as messages name it: `Secret mariadb-dev/mariadb-root (v1)`. */
export function display(ref: ObjectRef): string {
  return `${ref.kind} ${idOf(ref)} (${ref.apiVersion})`;
}

/** The object that the inputs describe, as far as they say. */
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
  if (key === undefined) {
    return object;
  }
  const { [key]: current, ...others } = object;
  if (rest.length > 0) {
    return { ...object, [key]: withValue(asMap(current) ?? {}, rest, value) };
  }
  return value === undefined ? others : { ...object, [key]: value };
}

export function annotation(object: OpenObject, name: string): string | undefined {
  return asString(at(object, "metadata", "annotations", name));
}

export function isSecretKind(object: OpenObject): boolean {
  return object.apiVersion === "v1" && object.kind === "Secret";
}

export function isDefinition(object: OpenObject): boolean {
  const apiVersion = asString(object.apiVersion) ?? "";
  return apiVersion.startsWith("apiextensions.k8s.io/") && object.kind === "CustomResourceDefinition";
}

/** The kind that a token stands for. */
export interface ObjectType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `v1` for the core group, `group/version` otherwise. */
  readonly apiVersion: string;
}

/** Modules of the official SDK that are not API groups: the plugin itself implements their resources. */
const pluginModules = /^(helm\.sh|yaml|kustomize)(\/|$)/;

/** Kubernetes' own groups; only these have the SDK's List and Patch variants of a kind. */
function isBuiltIn(group: string): boolean {
  return !group.includes(".") || group.endsWith(".k8s.io");
}

function apiVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  const group = slash === -1 ? "" : apiVersion.slice(0, slash);
  return group === "core" ? "" : group;
}

/** @throws ProviderError for what only the official plugin supports, and for List and Patch kinds */
export function parseToken(token: string): ObjectType {
  const [, module = "", kind = ""] = token.split(":");
  if (pluginModules.test(module)) {
    throw unsupported(`The resource ${token}`, "kubernetes");
  }
  const [sdkGroup = "", version = "", ...rest] = module.split("/");
  if (sdkGroup === "" || version === "" || kind === "" || rest.length > 0) {
    throw failure(
      Code.InvalidArgument,
      `The type ${token} names no group and version. Write it as kubernetes:<group>/<version>:<Kind>, ` +
        "with the group core for the core API.",
    );
  }
  const group = sdkGroup === "core" ? "" : sdkGroup;
  if (isBuiltIn(group) && kind.endsWith("List")) {
    throw failure(
      Code.InvalidArgument,
      `${token} is a list, which cannot be created. Create the objects in it one by one.`,
    );
  }
  if (isBuiltIn(group) && kind.endsWith("Patch")) {
    throw unsupported(`The patch resource ${token}`, "kubernetes");
  }
  return { group, version, kind, apiVersion: apiVersionOf(group, version) };
}
