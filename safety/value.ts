/**
 * The shape of everything that a rule reads: plain JSON in which a value may still be unknown. In a Pulumi preview a
 * field that depends on a resource that does not exist yet has no value, and "no value yet" must not read as "absent".
 */

/** Stands in for a value that is not known yet. It is never a value of its own: a rule that meets it cannot decide. */
export const UNKNOWN: unique symbol = Symbol("value that is not known yet");

/** A JSON value in which any part may be {@link UNKNOWN}. */
export type Value = null | boolean | number | string | typeof UNKNOWN | readonly Value[] | ValueMap;

/** A JSON object in which any part may be {@link UNKNOWN}. */
export interface ValueMap {
  readonly [key: string]: Value;
}

/** A value that is there and known, though parts inside it may still be unknown. `null` counts as absent. */
export type Known = Exclude<Value, null | typeof UNKNOWN>;

/** The way from an object to one of its fields: names of fields and positions in lists. */
export type Path = readonly (string | number)[];

/** Whether a value is a JSON object. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether a value is a list. `Array.isArray` alone does not narrow readonly arrays. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is there and known. */
export function isKnown(value: Value | undefined): value is Known {
  return value !== undefined && value !== null && value !== UNKNOWN;
}

/**
 * Writes a path as people write it.
 *
 * @example formatPath(["metadata", "annotations", "a/b"]) === 'metadata.annotations["a/b"]'
 */
export function formatPath(path: Path): string {
  const text = path.map((step) => {
    if (typeof step === "number") {
      return `[${step}]`;
    }
    return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return text.join("").replace(/^\./, "");
}

/** Names the type of a value in a message, so that the value itself need not be printed. */
export function typeName(value: Value): string {
  if (value === null || value === UNKNOWN) {
    return "no value";
  }
  if (isList(value)) {
    return "a list";
  }
  return isMap(value) ? "an object" : `a ${typeof value}`;
}
