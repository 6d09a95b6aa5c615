import { objectKey } from "./objects";
import type { UNKNOWN, Value } from "./value";

/** A resource of a Pulumi program, as far as a policy can see it. */
export interface PulumiResource {
  /** The type token, such as "kubernetes:core/v1:Namespace". */
  readonly type: string;
  /** The name in the program. */
  readonly name: string;
  /** The options that policies can see. `retainOnDelete` and `dependsOn` are not among them. */
  readonly options: { readonly protect: boolean | typeof UNKNOWN };
  /** The inputs: for a resource of the Kubernetes provider the object, with its apiVersion and kind. */
  readonly object: Value;
}

/** What kind of object a resource is. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Whether a type token is one of the Kubernetes provider, whose resources are objects (and releases of charts). */
export function isKubernetesType(type: string): boolean {
  return type.startsWith("kubernetes:");
}

/**
 * The kind of object that a type token names. The group of typed core resources is "core" in tokens, and empty in
 * objects; a patch is of the kind that it patches.
 */
export function tokenIdentity(type: string): Identity | undefined {
  const [provider, apiVersion, kind] = type.split(":");
  if (provider !== "kubernetes" || apiVersion === undefined || kind === undefined) {
    return undefined;
  }
  return { apiVersion: apiVersion.replace(/^core\//, ""), kind: kind.replace(/Patch$/, "") };
}

/** The name of the stack that a resource belongs to, which its URN begins with: `urn:pulumi:<stack>::<project>::...`. */
export function stackOf(urn: string): string {
  return /^urn:pulumi:(.*?)::/.exec(urn)?.[1] ?? "";
}

/**
 * Whether a resource is a child of a Helm chart. Its URN names the types of its parents, which the engine writes.
 *
 * @example isOfChart("urn:pulumi:dev::app::kubernetes:helm.sh/v4:Chart$kubernetes:apps/v1:Deployment::operator")
 */
export function isOfChart(urn: string): boolean {
  const types = /^urn:pulumi:.*?::.*?::(.*?)::/.exec(urn)?.[1] ?? "";
  return /(^|\$)kubernetes:helm\.sh\/v[34]:Chart\$/.test(types);
}

/** The name of a resource in the configuration of exceptions: that of its object, "<type>//<name>" elsewhere. */
export function resourceKey({ type, name, object }: PulumiResource): string {
  return isKubernetesType(type) ? objectKey(object) : `${type}//${name}`;
}
