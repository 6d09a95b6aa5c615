/** Structural schemas: the part of JSON Schema that a CustomResourceDefinition may hold. */
import { type TSchema } from "typebox";
import { goDurationFormat } from "./mariadb/build";

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
}

/** Reads a TypeBox schema as the structural schema that it is: `mariadb/build.ts` writes no other keywords. */
export function structural(schema: TSchema): StructuralSchema {
  return schema;
}

type Children = Readonly<Record<string, StructuralSchema>>;

const mapValues = (children: Children, change: (schema: StructuralSchema) => StructuralSchema): Children =>
  Object.fromEntries(Object.entries(children).map(([name, child]) => [name, change(child)]));

/**
 * The schema as a CustomResourceDefinition may hold it: a copy without TypeBox's hidden marks and without the format
 * of Go durations, which the API server does not know.
 */
export function forDefinition(schema: StructuralSchema): StructuralSchema {
  const { properties, additionalProperties, items, format, ...rest } = schema;
  return {
    ...rest,
    ...(format === undefined || format === goDurationFormat ? {} : { format }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, forDefinition) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: forDefinition(additionalProperties) }),
    ...(items === undefined ? {} : { items: forDefinition(items) }),
  };
}
