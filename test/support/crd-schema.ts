import { readFileSync } from "node:fs";
import { parse } from "yaml";

import type { Manifest } from "./manifest";

/** The part of an OpenAPI v3 schema that the check reads. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** What a served version of a CRD says about its objects. */
export interface CrdSchema {
  readonly scope: string;
  readonly schema: Schema;
}

/**
 * Reads the served schema of one kind from a file of CustomResourceDefinitions.
 *
 * @throws when the file does not serve that version of that kind
 */
export function readCrd(file: string, apiVersion: string, kind: string): CrdSchema {
  const [group, version] = apiVersion.split("/");
  // The files are long: only the document that names the kind is parsed.
  for (const text of readFileSync(file, "utf8").split(/^---$/m)) {
    if (!new RegExp(`^ +kind: ${kind}$`, "m").test(text)) {
      continue;
    }
    const { spec } = parse(text) as Crd;
    const served = spec.versions.find(({ name, served }) => name === version && served);
    if (spec.group === group && spec.names.kind === kind && served !== undefined) {
      return { scope: spec.scope, schema: served.schema.openAPIV3Schema };
    }
  }
  throw new Error(`${file} serves no ${apiVersion} ${kind}.`);
}

/**
 * What in an object the structural schema refuses or silently drops: unknown and missing fields, wrong types, values
 * outside an enumeration, a pattern or a minimum. CEL rules and webhooks are not evaluated.
 */
export function schemaProblems(schema: Schema, object: Manifest): string[] {
  return problems(schema, object, "").filter((problem) => !problem.startsWith(".metadata."));
}

function problems(schema: Schema, value: unknown, path: string): string[] {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return typeof value === "string" || Number.isInteger(value)
      ? matching(schema, value, path)
      : [`${path}: type`];
  }
  if (schema.type !== undefined && schema.type !== typeOf(value, schema.type)) {
    return [`${path}: ${typeOf(value, schema.type)} instead of ${schema.type}`];
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.flatMap((item, index) => problems(items, item, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) {
    return matching(schema, value, path);
  }
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  return [
    ...missing.map((key) => `${path}.${key}: required`),
    ...Object.entries(value).flatMap(([key, child]) => property(schema, key, child, `${path}.${key}`)),
  ];
}

function property(schema: Schema, key: string, value: unknown, path: string): string[] {
  const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key);
  if (known) {
    return problems(schema.properties[key] ?? {}, value, path);
  }
  const { additionalProperties: additional = false } = schema;
  if (typeof additional === "object") {
    return problems(additional, value, path);
  }
  return additional || schema["x-kubernetes-preserve-unknown-fields"] === true
    ? []
    : [`${path}: unknown field`];
}

function matching(schema: Schema, value: unknown, path: string): string[] {
  const found: string[] = [];
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    found.push(`${path}: not in the enumeration`);
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) {
    found.push(`${path}: pattern`);
  }
  if (schema.minimum !== undefined && Number(value) < schema.minimum) {
    found.push(`${path}: below the minimum`);
  }
  return found;
}

/** The OpenAPI type of a value; an integer counts as a number where a number is wanted. */
function typeOf(value: unknown, wanted: string): string {
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return "array";
  }
  if (Number.isInteger(value) && wanted !== "number") {
    return "integer";
  }
  return typeof value;
}
