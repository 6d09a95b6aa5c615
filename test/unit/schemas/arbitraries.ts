import fc from "fast-check";

import { mariadbKinds, type MariaDbKindName } from "../../../schemas/mariadb";
import { goDurationFormat } from "../../../schemas/mariadb/build";
import { structural, type StructuralSchema } from "../../../schemas/structural";
import { nodes } from "./walk";

const kinds = Object.keys(mariadbKinds) as MariaDbKindName[];

const name = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom("a", "b", "x", "y", "-") });

function validText({ enum: values, format, pattern }: StructuralSchema): fc.Arbitrary<string> {
  if (values !== undefined) {
    return fc.constantFrom(...values);
  }
  if (format === goDurationFormat) {
    return fc.nat(9999).map((hours) => `${hours}h`);
  }
  if (format === "date-time") {
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map(iso);
  }
  if (pattern !== undefined) {
    return fc.nat(999).map((amount) => `${amount}Gi`);
  }
  return fc.string({ maxLength: 20 });
}

const iso = (date: Date): string => date.toISOString();

/** Values that fit a schema; optional fields come and go. */
export function valid(schema: StructuralSchema): fc.Arbitrary<unknown> {
  const { properties, additionalProperties, required = [], items } = schema;
  if (schema.type === undefined) {
    return fc.oneof(fc.nat(100), validText(schema));
  }
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.nat(10_000);
    case "string":
      return validText(schema);
    case "array":
      return fc.array(valid(items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 2 });
    case "object": {
      if (additionalProperties !== undefined) {
        return fc.dictionary(name, valid(additionalProperties), { maxKeys: 2 });
      }
      const fields = Object.entries(properties ?? {}).map(([field, child]) => [field, valid(child)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
    }
  }
}

/** Objects of all kinds that the API server would take. */
export const validObject = fc.constantFrom(...kinds).chain((kind) =>
  valid(structural(mariadbKinds[kind].spec)).map((spec) => ({
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name: "mariadb" },
    spec: spec as Record<string, unknown>,
  })),
);

const fieldNames = new Set(
  kinds.flatMap((kind) =>
    nodes(structural(mariadbKinds[kind].spec)).map(({ path }) => path.split(".").at(-1) ?? ""),
  ),
);

/** Texts that look like numbers, booleans, durations or times, and are none. */
const oddTexts = [
  "007",
  "-0",
  "-01",
  "true",
  "1e999",
  "9".repeat(400),
  "1.h",
  "30d",
  "2026-13-45T99:99:99Z",
  "Gi",
];

const hostileNames = ["__proto__", "constructor", "toString", "length", "", "a.b", "0"];

/** Any JSON, built mostly from names that the schemas know, so that the walk goes deep. */
export const wildJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(...oddTexts),
    tie("object"),
    fc.array(tie("value")),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...fieldNames, ...hostileNames), tie("value")), { maxLength: 6 })
    .map((entries) => {
      const lines = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
      return JSON.parse(`{${lines.join(",")}}`) as Record<string, unknown>;
    }),
})).value;
