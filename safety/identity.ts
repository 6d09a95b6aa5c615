import { read } from "./read";
import type { Path, Value } from "./value";

/** What an object is called. A part that is left out, unknown or no text is "". */
export interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The API group of an apiVersion: "argoproj.io" of "argoproj.io/v1alpha1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

const identities = new WeakMap<object, Identity>();

/**
 * What an object is called. Worked out once for each object, which nobody changes: the rules ask for it more often than
 * for anything else.
 */
export function identityOf(object: Value): Identity {
  if (typeof object !== "object" || object === null) {
    return identify(object);
  }
  const found = identities.get(object) ?? identify(object);
  identities.set(object, found);
  return found;
}

function identify(object: Value): Identity {
  const apiVersion = textAt(object, ["apiVersion"]);
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf("/") + 1),
    kind: textAt(object, ["kind"]),
    namespace: textAt(object, ["metadata", "namespace"]),
    name: textAt(object, ["metadata", "name"]),
  };
}

/** The name of an object in the configuration of exceptions: "<kind>/<namespace>/<name>". */
export function objectKey(object: Value): string {
  const { kind, namespace, name } = identityOf(object);
  return `${kind}/${namespace}/${name}`;
}

/**
 * A key that two objects share when they are one object of the cluster, in any version of its group. An object without
 * a name is none, and has no key.
 */
export function sameKey(object: Value): string | undefined {
  const { group, kind, namespace, name } = identityOf(object);
  return name === "" ? undefined : JSON.stringify([group, kind, namespace, name]);
}

/** The text at a path; "" when there is none, or it is not known yet. For selecting objects, never for judging. */
export function textAt(object: Value, path: Path): string {
  const reading = read(object, path);
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}
