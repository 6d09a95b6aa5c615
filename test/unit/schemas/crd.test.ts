import assert from "node:assert/strict";

import { check } from "../../../schemas/check";
import { customResourceDefinition, customResourceDefinitions } from "../../../schemas/crd";
import { mariadbKinds, type MariaDbKindName } from "../../../schemas/mariadb";
import { objectMeta } from "../../../schemas/mariadb/metadata";
import { structural, type StructuralSchema } from "../../../schemas/structural";
import { isOpen, nodes } from "./walk";

const kinds = Object.keys(mariadbKinds) as MariaDbKindName[];

/** The keywords that apiextensions.k8s.io/v1 allows in a structural schema and that this project writes. */
const allowed = new Set([
  "type",
  "properties",
  "additionalProperties",
  "required",
  "items",
  "minItems",
  "enum",
  "pattern",
  "maxLength",
  "minimum",
  "format",
  "default",
  "anyOf",
  "x-kubernetes-int-or-string",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-validations",
]);

/** What the API server would refuse in one schema: the rules of structural schemas. */
function structuralMistakes(schema: StructuralSchema): string[] {
  const mistakes = Object.keys(schema).filter((keyword) => !allowed.has(keyword));
  const either = schema["x-kubernetes-int-or-string"] === true;
  if (either !== (schema.type === undefined)) {
    mistakes.push("type");
  }
  if (either) {
    const both = JSON.stringify(schema.anyOf) === '[{"type":"integer"},{"type":"string"}]';
    if (!both) {
      mistakes.push("anyOf");
    }
  } else if (schema.anyOf !== undefined) {
    mistakes.push("anyOf");
  }
  if (schema.properties !== undefined && schema.additionalProperties !== undefined) {
    mistakes.push("both");
  }
  if (schema.type === "array" && schema.items === undefined) {
    mistakes.push("items");
  }
  if (
    schema.type === "object" &&
    !("properties" in schema || "additionalProperties" in schema) &&
    !open(schema)
  ) {
    mistakes.push("object without fields");
  }
  const known = Object.keys(schema.properties ?? {});
  mistakes.push(...(schema.required ?? []).filter((name) => !known.includes(name)));
  if (schema.format !== undefined && !["int32", "int64", "date-time"].includes(schema.format)) {
    mistakes.push("format");
  }
  if (schema.default !== undefined && check(schema.default, schema, [], "").length > 0) {
    mistakes.push("default");
  }
  return mistakes;
}

const open = (schema: StructuralSchema): boolean => isOpen({ path: "", schema });

describe("customResourceDefinition", () => {
  it("makes one definition for each of the twelve kinds", () => {
    const made = customResourceDefinitions().map(({ spec }) => spec.names.kind);
    assert.deepEqual(made, kinds);
    assert.equal(made.length, 12);
  });

  for (const kind of kinds) {
    describe(kind, () => {
      const definition = customResourceDefinition(kind);
      const { openAPIV3Schema } = definition.spec.versions[0].schema;

      it("holds a structural schema", () => {
        const { metadata, ...checked } = openAPIV3Schema.properties ?? {};
        assert.deepEqual(metadata, { type: "object" }, "the API server refuses a schema of metadata");
        const mistakes = nodes({ ...openAPIV3Schema, properties: checked })
          .map(({ path, schema }) => `${path}: ${structuralMistakes(schema).join(", ")}`)
          .filter((line) => !line.endsWith(": "));
        assert.deepEqual(mistakes, []);
      });

      it("is plain JSON: nothing of TypeBox is left", () => {
        assert.deepEqual(JSON.parse(JSON.stringify(definition)), definition);
        const hidden = nodes(openAPIV3Schema).flatMap(({ schema }) =>
          Reflect.ownKeys(schema).filter((key) => typeof key !== "string" || key.startsWith("~")),
        );
        assert.deepEqual(hidden, []);
      });

      it("leaves the status open and nothing else", () => {
        const opened = nodes(openAPIV3Schema).filter(isOpen);
        assert.deepEqual(
          opened.map(({ path }) => path),
          [".status"],
        );
      });
    });
  }

  it("leaves no object of a spec open, so that opening one is a decision", () => {
    const opened = kinds.flatMap((kind) => nodes(structural(mariadbKinds[kind].spec), kind)).filter(isOpen);
    assert.equal(opened.length, 0);
  });

  it("opens managedFields only in the metadata, which the API server writes", () => {
    const opened = nodes(structural(objectMeta)).filter(isOpen);
    assert.deepEqual(
      opened.map(({ path }) => path),
      [".managedFields[]"],
    );
  });

  it("gives the scale subresource to the kinds with replicas", () => {
    const scalable = customResourceDefinitions().filter(
      ({ spec }) => "scale" in spec.versions[0].subresources,
    );
    assert.deepEqual(
      scalable.map(({ spec }) => spec.names.kind),
      ["MariaDB", "MaxScale"],
    );
  });

  it("keeps the rule against an even number of Galera nodes", () => {
    const [rule] = celRules("MariaDB");
    assert.match(rule ?? "", /replicas % 2 == 1/);
  });
});

function celRules(kind: MariaDbKindName): string[] {
  const { properties = {} } = customResourceDefinition(kind).spec.versions[0].schema.openAPIV3Schema;
  return (properties.spec?.["x-kubernetes-validations"] ?? []).map(({ rule }) => rule);
}
