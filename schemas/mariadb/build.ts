/**
 * The vocabulary in which the custom resources are written. Each word makes a JSON Schema that is at once a TypeScript
 * type (through TypeBox), an input of the validator and a part of a structural CustomResourceDefinition.
 */
import { Type, type Static, type TProperties, type TSchema, type TUnsafe } from "typebox";

/** The value of an object, flattened at each level: TypeBox's own object types nest, and the declarations triple. */
type Value<P extends TProperties, R extends keyof P> = Flat<
  { [K in keyof P as K extends R ? K : never]: Static<P[K]> } & {
    [K in keyof P as K extends R ? never : K]?: Static<P[K]>;
  }
>;
type Flat<T> = { [K in keyof T]: T[K] };

/** The keywords beside `type`, as JSON Schema and Kubernetes name them. */
export type Keywords = Readonly<Record<string, unknown>>;

export const text = Type.String();
export const flag = Type.Boolean();
export const int = Type.Integer();
export const int32 = Type.Integer({ format: "int32" });
export const int64 = Type.Integer({ format: "int64" });

/** A timestamp as RFC 3339 writes it, for example `2026-01-31T02:00:00Z`. */
export const timestamp = Type.String({ format: "date-time" });

/** The name of the format that marks Go durations. CustomResourceDefinitions do not know it, so it never reaches one. */
export const goDurationFormat = "go-duration";

/**
 * A Go duration (`720h`, `1h30m`, `10s`). The operator reads these fields with Go's `time.ParseDuration`, which has no
 * days: the API server accepts `30d` and the operator then fails on it.
 */
export function duration(keywords: Keywords = {}): ReturnType<typeof Type.String> {
  return Type.String({ format: goDurationFormat, ...keywords });
}

/** The releases of mariadb-operator after 26.6.0 that added fields. An older operator drops such a field without a word. */
export type LaterRelease = "26.10.0" | "26.10.1";

/** A field that a later release added. Its CustomResourceDefinition does not carry the mark. */
export function since<S extends TSchema>(release: LaterRelease, schema: S): TUnsafe<Static<S>> {
  return Type.Unsafe({ ...schema, "x-since": release });
}

/** The same mark for single words of a `choice`, given as its keywords. */
export function wordsSince(words: Readonly<Record<string, LaterRelease>>): Keywords {
  return { "x-words-since": words };
}

/** An object with exactly these fields; those not listed as required are optional. */
export function object<P extends TProperties, const R extends readonly (keyof P & string)[] = []>(
  properties: P,
  required?: R,
  keywords: Keywords = {},
): TUnsafe<Value<P, R[number]>> {
  const asked = required === undefined || required.length === 0 ? {} : { required: [...required] };
  return Type.Unsafe({ type: "object", properties, ...asked, ...keywords });
}

/** A list. Server-side apply replaces it as a whole: no list of these resources is merged by key. */
export function list<S extends TSchema>(items: S, keywords: Keywords = {}): TUnsafe<Static<S>[]> {
  return Type.Unsafe({ type: "array", items, ...keywords });
}

/** A list that says in its schema that it is replaced as a whole; the operator marks its Kubernetes lists so. */
export function atomicList<S extends TSchema>(items: S): TUnsafe<Static<S>[]> {
  return list<S>(items, { "x-kubernetes-list-type": "atomic" });
}

/** An object with free names, whose values all have one schema. */
export function map<S extends TSchema>(values: S): TUnsafe<Record<string, Static<S>>> {
  return Type.Unsafe({ type: "object", additionalProperties: values });
}

/** Text that is one of the given words. */
export function choice<const V extends readonly string[]>(
  values: V,
  keywords: Keywords = {},
): TUnsafe<V[number]> {
  return Type.Unsafe({ type: "string", enum: [...values], ...keywords });
}

const intOrStringKeywords = {
  anyOf: [{ type: "integer" }, { type: "string" }],
  "x-kubernetes-int-or-string": true,
};

/** A number or text, such as a port or a percentage. */
export const intOrString: TUnsafe<number | string> = Type.Unsafe(intOrStringKeywords);

/** An amount in Kubernetes notation: `500m`, `16Gi`. */
export const quantity: TUnsafe<number | string> = Type.Unsafe({
  ...intOrStringKeywords,
  pattern:
    "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
});

/**
 * An object whose fields this project does not check. This is the only way to open one: a test counts the openings, so
 * that each is a decision. Only what others write (an object's status, managedFields) is open.
 */
export function openObject(): TUnsafe<Record<string, unknown>> {
  return Type.Unsafe({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
}

export const texts = list(text);
export const atomicTexts = atomicList(text);
export const textMap = map(text);
