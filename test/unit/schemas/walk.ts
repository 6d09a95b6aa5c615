import { type StructuralSchema } from "../../../schemas/structural";

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
  if (schema.items !== undefined) fields.push(["[]", schema.items]);
  if (schema.additionalProperties !== undefined) fields.push(["{}", schema.additionalProperties]);
  return fields;
}

/** Whether the fields of an object are left unchecked. */
export function isOpen({ schema }: Node): boolean {
  return schema["x-kubernetes-preserve-unknown-fields"] === true;
}
