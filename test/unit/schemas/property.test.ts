import assert from "node:assert/strict";
import fc from "fast-check";
import { Value } from "typebox/value";

import { mariadbKinds, type MariaDbKindName } from "../../../schemas/mariadb";
import { structural, type StructuralSchema } from "../../../schemas/structural";
import { validateObject } from "../../../schemas/validate";
import { validObject, wildJson } from "./arbitraries";

const apiVersion = "k8s.mariadb.com/v1alpha1";
const kinds = Object.keys(mariadbKinds) as MariaDbKindName[];

/** The value that holds the field at the end of a path, or undefined if the path leaves the object. */
function holder(object: unknown, path: readonly (string | number)[]): unknown {
  return path.slice(0, -1).reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    return (value as Record<string | number, unknown>)[step];
  }, object);
}

function checked(object: unknown): void {
  const before = JSON.stringify(object);
  for (const { path, message } of validateObject(object)) {
    assert.match(message, /\S.*\.$/s);
    if (path.length > 0) {
      assert.ok(holder(object, path) !== undefined, `${path.join(".")} is not in the object`);
    }
  }
  assert.equal(JSON.stringify(object), before, "the object was changed");
}

describe("validateObject on generated input", () => {
  it("never throws, and points into the object, whatever JSON it gets", () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), wildJson), checked), { numRuns: 500 });
  });

  it("never throws on an object of its own group, whatever the object holds", () => {
    const object = fc.record(
      {
        apiVersion: fc.oneof(fc.constant(apiVersion), fc.constant("mariadb.mmontes.io/v1alpha1"), wildJson),
        kind: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...kinds) },
          { weight: 1, arbitrary: wildJson },
        ),
        metadata: wildJson,
        spec: wildJson,
        status: wildJson,
      },
      { requiredKeys: ["apiVersion", "kind"] },
    );
    fc.assert(fc.property(object, checked), { numRuns: 1000 });
  }).timeout(60_000);

  it("finds nothing in an object that fits its schema, and TypeBox agrees", () => {
    fc.assert(
      fc.property(validObject, (object) => {
        assert.deepEqual(validateObject(object), []);
        assert.ok(Value.Check(mariadbKinds[object.kind].spec, object.spec));
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);

  it("finds a field that nobody knows, wherever it is put", () => {
    fc.assert(
      fc.property(validObject, fc.nat(), ({ spec, ...object }, choice) => {
        const objects = closedObjects(spec, object.kind);
        const target = objects[choice % objects.length];
        assert.ok(target);
        target.fieldOfNobody = true;
        const found = validateObject({ ...object, spec });
        assert.deepEqual(
          found.map(({ problem, path }) => [problem, path.at(-1)]),
          [["unknown-field", "fieldOfNobody"]],
        );
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);
});

/** The objects in a value whose field names the schema fixes: those that are no map of free names. */
function closedObjects(spec: Record<string, unknown>, kind: MariaDbKindName): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const visit = (value: unknown, schema: StructuralSchema | undefined): void => {
    if (Array.isArray(value)) {
      for (const item of value) {
        visit(item, schema?.items);
      }
    }
    if (schema?.properties === undefined || typeof value !== "object" || value === null) {
      return;
    }
    found.push(value as Record<string, unknown>);
    for (const [name, child] of Object.entries(value)) {
      visit(child, schema.properties[name]);
    }
  };
  visit(spec, structural(mariadbKinds[kind].spec));
  return found;
}
