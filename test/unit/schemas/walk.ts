import type { StructuralSchema } from "../../../schemas/structural";

/** One schema inside another, with the path to it; list entries are `[]` and map values `{}`. */
export interface Node {
  readonly path: string;
  readonly schema: StructuralSchema;
}

/** A schema and all schemas in it, outermost first. */
export function nodes(schema: StructuralSchema, path = ""): Node[] {
  return [{ path, schema }, ...children(schema).flatMap(([step, child]) => nodes(child, path + step))];
}

/** The schemas directly inside one. */
export function children(schema: StructuralSchema): [step: string, child: StructuralSchema][] {
  const fields = Object.entries(schema.properties ?? {}).map(([name, child]): [string, StructuralSchema] => [
    `.${name}`,
    child,
  ]);
  if (schema.items !== undefined) {
    fields.push(["[]", schema.items]);
  }
  if (schema.additionalProperties !== undefined) {
    fields.push(["{}", schema.additionalProperties]);
  }
  return fields;
}

/** Whether the fields of an object are left unchecked. */
export function isOpen({ schema }: Node): boolean {
  return schema["x-kubernetes-preserve-unknown-fields"] === true;
}

/** A schema as the operator had it before 26.10: without the fields and words that are marked with a later release. */
export function without2610(schema: StructuralSchema): StructuralSchema {
  const { properties, additionalProperties, items, enum: words, ...rest } = schema;
  const later = schema["x-words-since"] ?? {};
  return {
    ...rest,
    ...(words === undefined ? {} : { enum: words.filter((word) => !Object.hasOwn(later, word)) }),
    ...(properties === undefined ? {} : { properties: fieldsBefore2610(properties) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: without2610(additionalProperties) }),
    ...(items === undefined ? {} : { items: without2610(items) }),
  };
}

function fieldsBefore2610(
  fields: Readonly<Record<string, StructuralSchema>>,
): Readonly<Record<string, StructuralSchema>> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field["x-since"] === undefined)
      .map(([name, field]) => [name, without2610(field)]),
  );
}
