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

/** How a front end reads a field of what it was given; {@link UNKNOWN} for a value that it does not know yet. */
type FieldReader = (holder: object, name: string | number) => unknown;

/**
 * Copies what a front end was given into a {@link Value}: fields that are undefined are left out, and what is no JSON, such
 * as an asset, is not known.
 */
export function toValue(given: unknown, field: FieldReader = Reflect.get): Value {
  switch (typeof given) {
    case "boolean":
    case "number":
    case "string":
      return given;
    case "undefined":
      return null;
    case "object":
      return given === null ? null : copy(given, field);
    default:
      return UNKNOWN;
  }
}

function copy(given: object, field: FieldReader): Value {
  if (Array.isArray(given)) {
    return Array.from({ length: given.length }, (_, index) => toValue(field(given, index), field));
  }
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype !== Object.prototype && prototype !== null) {
    return UNKNOWN;
  }
  const fields = Object.keys(given).map((name) => [name, field(given, name)] as const);
  return Object.fromEntries(
    fields.filter(([, value]) => value !== undefined).map(([name, value]) => [name, toValue(value, field)]),
  );
}

/** Whether a value is a JSON object. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether a value is a list. `Array.isArray` alone does not narrow readonly arrays. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
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
    value = ownField(value, step);
  }
  if (value === UNKNOWN) {
    return { state: "unknown", path };
  }
  return value === null || value === undefined ? { state: "absent", path } : { state: "known", path, value };
}

function ownField(value: Known, step: string | number): Value | undefined {
  if (isList(value)) {
    return typeof step === "number" ? value[step] : undefined;
  }
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/**
 * Whether two values are equal; a field that is left out equals null. Undefined when a part that decides is not known yet.
 */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean | undefined {
  if (a === UNKNOWN || b === UNKNOWN) {
    return undefined;
  }
  if (isMap(a) && isMap(b)) {
    return every(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) =>
        sameValue(ownField(a, key), ownField(b, key)),
      ),
    );
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && every(Array.from(a, (item, index) => sameValue(item, b[index])));
  }
  return (a ?? null) === (b ?? null);
}

/** Whether all of several answers are yes. */
export function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** Whether one of several answers is yes. */
export function any(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
