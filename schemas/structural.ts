/** Structural schemas: the part of JSON Schema that a CustomResourceDefinition may hold. */
import type { TSchema } from "typebox";
import { goDurationFormat, type LaterRelease } from "./mariadb/build";

/** One CEL rule that the API server evaluates at admission. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
}

/** A schema, reduced to the keywords that this project writes. The validator and the tests know each of them. */
export interface StructuralSchema {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  readonly minItems?: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly format?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly anyOf?: readonly StructuralSchema[];
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-map-type"?: string;
  readonly "x-kubernetes-validations"?: readonly CelRule[];
  /** The release of the operator that added the field; unset means 26.6.0 or before. */
  readonly "x-since"?: LaterRelease;
  /** The same for single words of `enum`. */
  readonly "x-words-since"?: Readonly<Record<string, LaterRelease>>;
}

/** Reads a TypeBox schema as the structural schema that it is: `mariadb/build.ts` writes no other keywords. */
export function structural(schema: TSchema): StructuralSchema {
  return schema;
}

type Children = Readonly<Record<string, StructuralSchema>>;

const mapValues = (children: Children, change: (schema: StructuralSchema) => StructuralSchema): Children =>
  Object.fromEntries(Object.entries(children).map(([name, child]) => [name, change(child)]));

const releaseMarks: ReadonlySet<string> = new Set([
  "x-since",
  "x-words-since",
] satisfies (keyof StructuralSchema)[]);

/**
 * The schema as a CustomResourceDefinition may hold it: a copy without TypeBox's hidden marks, without the format of Go
 * durations and without the marks of releases, which the API server does not know.
 */
export function forDefinition(schema: StructuralSchema): StructuralSchema {
  const { properties, additionalProperties, items, format, ...rest } = schema;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([keyword]) => !releaseMarks.has(keyword))),
    ...(format === undefined || format === goDurationFormat ? {} : { format }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, forDefinition) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: forDefinition(additionalProperties) }),
    ...(items === undefined ? {} : { items: forDefinition(items) }),
  };
}
