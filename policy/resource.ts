import { UnknownValueError } from "@pulumi/policy";
import {
  UNKNOWN,
  tokenIdentity,
  type Identity,
  type PulumiResource,
  type Value,
  type ValueMap,
} from "../safety";
import { toValue } from "../safety/value";

/**
 * The kinds of Kubernetes object that a resource may be, from its type token and from its own fields.
 *
 * Classes do not help: a CustomResource carries no Pulumi type. The token names the kind for typed and untyped
 * resources alike ("kubernetes:argoproj.io/v1alpha1:Application"), for a patch with "Patch" at the end. Pulumi YAML
 * gives every custom resource one token and the kind in its fields. Where the two disagree, the object is both.
 */
export function identities(type: string, props: object): readonly Identity[] {
  const token = tokenIdentity(type);
  if (token === undefined) {
    return [];
  }
  const own = { apiVersion: property(props, "apiVersion"), kind: property(props, "kind") };
  const declared = typeof own.apiVersion === "string" && typeof own.kind === "string" ? own : token;
  return declared.apiVersion === token.apiVersion && declared.kind === token.kind
    ? [token]
    : [token, declared as Identity];
}

/** The resource as a plain Kubernetes object of that kind. */
export function kubernetesObject(identity: Identity, props: object): ValueMap {
  return { ...(plainOf(props) as ValueMap), ...identity };
}

/**
 * The resource as one plain Kubernetes object, for rules that count objects: of the kind in its own fields, which is
 * what the provider applies, and of the kind in the token where the fields say nothing.
 */
export function declaredObject(type: string, props: object): Value {
  const token = tokenIdentity(type);
  return { ...token, ...(plainOf(props) as ValueMap) };
}

const copies = new WeakMap<object, Value>();

/** The properties as plain JSON, copied once for all policies that get them. */
function plainOf(props: object): Value {
  const copy = copies.get(props) ?? plain(props);
  copies.set(props, copy);
  return copy;
}

/** The options that rules look at. An engine that does not say them leaves them unknown. */
export function protection(options: object | undefined): PulumiResource["options"] {
  const protect = options === undefined ? UNKNOWN : property(options, "protect");
  return { protect: typeof protect === "boolean" ? protect : UNKNOWN };
}

/**
 * Copies what a policy receives into plain JSON in which every value that is not known yet is UNKNOWN.
 *
 * The engine hands over proxies that throw when an unknown value is read, and @pulumi/policy turns that error into an
 * advisory note: one unknown value would silence a mandatory policy for the whole resource. Here each unknown value
 * is caught where it is, so that the rest still counts.
 */
export function plain(value: unknown): Value {
  return toValue(value, readField);
}

function property(container: object, name: string): Value {
  return plain(readField(container, name));
}

function readField(container: object, name: string | number): unknown {
  try {
    return Reflect.get(container, name) ?? null;
  } catch (error) {
    if (error instanceof UnknownValueError) {
      return UNKNOWN;
    }
    throw error;
  }
}
