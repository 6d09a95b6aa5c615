/** The walk through a value and its schema, side by side. */
import {
  anyOf,
  described,
  pathText,
  quote,
  type FieldPath,
  type SchemaFinding,
  type SchemaProblem,
} from "./findings";
import { formatProblem } from "./formats";
import type { StructuralSchema } from "./structural";
import { insteadOfShape, insteadOfUnknown } from "./suggestions";

type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named fields: not null and not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const finding = (path: FieldPath, problem: SchemaProblem, message: string): SchemaFinding => ({
  path,
  problem,
  message,
});

const expectedShapes: Readonly<Record<NonNullable<StructuralSchema["type"]>, string>> = {
  object: "an object",
  array: "a list",
  string: "text",
  integer: "a whole number",
  boolean: "true or false",
};

function hasShape(value: unknown, type: StructuralSchema["type"]): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string" || Number.isInteger(value);
  }
}

/** The words of each type that YAML makes text of when they stand in quotes. */
const unquoted: Readonly<Partial<Record<string, RegExp>>> = {
  integer: /^-?\d+$/,
  boolean: /^(?:true|false)$/,
};

/** What to write instead of a value of the wrong type, if there is no better advice than the type. */
function otherShape(value: unknown, type: StructuralSchema["type"], expected: string): string {
  if (typeof value === "string" && unquoted[type ?? ""]?.test(value)) {
    return "remove the quotes";
  }
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) {
    return "put it in quotes";
  }
  return value === null ? "set a value, or remove the field" : `use ${expected}`;
}

function wrongType(value: unknown, schema: StructuralSchema, path: FieldPath): SchemaFinding {
  const { type } = schema;
  const expected = type === undefined ? "text or a whole number" : expectedShapes[type];
  const instead = insteadOfShape(path) ?? otherShape(value, type, expected);
  const message = `${pathText(path)} must be ${expected}, but it is ${described(value)}: ${instead}.`;
  return finding(path, "wrong-type", message);
}

/**
 * Compares a value with its schema, at every depth that the schema describes.
 *
 * @param owner what the messages call the resource, such as `MariaDB`.
 */
export function check(
  value: unknown,
  schema: StructuralSchema,
  path: FieldPath,
  owner: string,
): SchemaFinding[] {
  if (value === null && schema.nullable === true) {
    return [];
  }
  if (!hasShape(value, schema.type)) {
    return [wrongType(value, schema, path)];
  }
  if (isObject(value)) {
    return checkObject(value, schema, path, owner);
  }
  if (Array.isArray(value)) {
    return checkList(value, schema, path, owner);
  }
  return checkScalar(value, schema, path);
}

function checkObject(
  value: JsonObject,
  schema: StructuralSchema,
  path: FieldPath,
  owner: string,
): SchemaFinding[] {
  const present = Object.entries(value).filter(([, child]) => child !== undefined);
  const names = new Set(present.map(([name]) => name));
  const missing = (schema.required ?? []).filter((name) => !names.has(name));
  const properties = schema.properties ?? {};
  return [
    ...missing.map((name) => {
      const text = pathText([...path, name]);
      return finding(
        [...path, name],
        "missing-field",
        `${text} is missing: every ${owner} needs it here; add it.`,
      );
    }),
    ...present.flatMap(([name, child]) => {
      const childSchema = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
      if (childSchema !== undefined) {
        return check(child, childSchema, [...path, name], owner);
      }
      return schema["x-kubernetes-preserve-unknown-fields"] === true
        ? []
        : [unknown([...path, name], schema, owner)];
    }),
  ];
}

function unknown(path: FieldPath, schema: StructuralSchema, owner: string): SchemaFinding {
  const instead = insteadOfUnknown(path, schema) ?? "remove it";
  const why = `is not a field of ${owner}, so the API server refuses or silently drops it`;
  return finding(path, "unknown-field", `${pathText(path)} ${why}: ${instead}.`);
}

function checkList(
  value: unknown[],
  schema: StructuralSchema,
  path: FieldPath,
  owner: string,
): SchemaFinding[] {
  const { items, minItems = 0 } = schema;
  const short = value.length < minItems ? [tooShort(minItems, path)] : [];
  if (items === undefined) {
    return short;
  }
  return [...short, ...value.flatMap((item, index) => check(item, items, [...path, index], owner))];
}

function tooShort(minItems: number, path: FieldPath): SchemaFinding {
  const message = `${pathText(path)} has too few entries: add entries up to at least ${minItems}.`;
  return finding(path, "not-allowed", message);
}

function checkScalar(value: unknown, schema: StructuralSchema, path: FieldPath): SchemaFinding[] {
  const problem = scalarProblem(value, schema);
  return problem === undefined ? [] : [finding(path, "not-allowed", `${pathText(path)}: ${problem}`)];
}

function scalarProblem(value: unknown, schema: StructuralSchema): string | undefined {
  if (typeof value === "number") {
    const { minimum } = schema;
    if (minimum !== undefined && value < minimum) {
      return `${value} is too small; use ${minimum} or more.`;
    }
    return formatProblem(value, schema.format ?? "int64");
  }
  if (typeof value !== "string") {
    return undefined;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return `${quote(value)} is not one of its values; use ${anyOf(schema.enum)}.`;
  }
  if (schema.maxLength !== undefined && Array.from(value).length > schema.maxLength) {
    return `${quote(value)} is too long; use at most ${schema.maxLength} characters.`;
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    return `${quote(value)} is not an amount in Kubernetes notation; use one such as "500m" or "16Gi".`;
  }
  return formatProblem(value, schema.format);
}
