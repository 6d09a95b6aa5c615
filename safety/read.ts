import { isList, isMap, UNKNOWN } from "./value";
import type { Known, Path, Value } from "./value";

/** What there is at a path of an object. */
export type Reading =
  /** Nothing: the field, or one that should hold it, is missing or null. */
  | { readonly state: "absent"; readonly path: Path }
  /** A value; parts inside it may still be unknown. */
  | { readonly state: "known"; readonly path: Path; readonly value: Known }
  /** The value at `path` (the field itself, or one that holds it) is not known yet. */
  | { readonly state: "unknown"; readonly path: Path }
  /** The value at `path` should hold the next step of the way, but is of another type. */
  | { readonly state: "misshapen"; readonly path: Path; readonly value: Known; readonly expected: string };

/**
 * Reads one field of an object.
 *
 * `null` reads as absent, as it does for the API server. Only own properties are read, so that a field named like a
 * property of every JavaScript object is not found by accident.
 *
 * @example read(application, ["spec", "syncPolicy", "automated", "prune"])
 */
export function read(object: Value, path: Path): Reading {
  let value: Value | undefined = object;
  for (const [index, step] of path.entries()) {
    const here = path.slice(0, index);
    if (value === UNKNOWN) {
      return { state: "unknown", path: here };
    }
    if (value === null || value === undefined) {
      return { state: "absent", path };
    }
    if (typeof step === "number" ? !isList(value) : !isMap(value)) {
      const expected = typeof step === "number" ? "a list" : "an object";
      return { state: "misshapen", path: here, value, expected };
    }
    value = own(value, step);
  }
  if (value === UNKNOWN) {
    return { state: "unknown", path };
  }
  return value === null || value === undefined ? { state: "absent", path } : { state: "known", path, value };
}

function own(value: Known, step: string | number): Value | undefined {
  if (isList(value)) {
    return typeof step === "number" ? value[step] : undefined;
  }
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
