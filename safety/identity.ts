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

/** What an object is called. */
export function identityOf(object: Value): Identity {
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

/** Whether two objects are one object of the cluster, in any version of its group. An object without a name is none. */
export function isSame(a: Value, b: Value): boolean {
  const [left, right] = [identityOf(a), identityOf(b)];
  return (
    left.name !== "" &&
    left.group === right.group &&
    left.kind === right.kind &&
    left.namespace === right.namespace &&
    left.name === right.name
  );
}

/** The text at a path; "" when there is none, or it is not known yet. For selecting objects, never for judging. */
export function textAt(object: Value, path: Path): string {
  const reading = read(object, path);
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}
