import assert from "node:assert/strict";

import * as fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { ProviderError } from "../../../../../sandbox/stand-ins/providers/errors";
import {
  asSecret,
  isMap,
  isSecret,
  unknown,
  type Properties,
  type Value,
} from "../../../../../sandbox/stand-ins/providers/values";
import { decode, encode } from "../../../../../sandbox/stand-ins/providers/wire";

const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

describe("wire", () => {
  it("reads every sentinel of the engine as unknown", () => {
    const sentinels = [
      "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ];
    const read = decode(Struct.fromJavaScript({ values: sentinels }));
    assert.deepEqual(read, { values: sentinels.map(() => unknown) });
  });

  it("reads and writes secrets with the engine's signature", () => {
    const wire = { password: { [signature]: secret, value: { deep: "hunter2" } } };
    const read = decode(Struct.fromJavaScript(wire));
    assert.deepEqual(read, { password: asSecret({ deep: "hunter2" }) });
    assert.deepEqual(encode(read).toJavaScript(), wire);
  });

  it("writes unknown values as the sentinel of a string", () => {
    assert.deepEqual(encode({ a: [unknown] }).toJavaScript(), {
      a: ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"],
    });
  });

  it("reads output values, known or not, secret or not", () => {
    const output = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
    const read = decode(
      Struct.fromJavaScript({
        known: { [signature]: output, value: 1 },
        later: { [signature]: output },
        hidden: { [signature]: output, value: 2, secret: true },
      }),
    );
    assert.deepEqual(read, { known: 1, later: unknown, hidden: asSecret(2) });
  });

  it("leaves out null entries of maps, and keeps nulls in lists", () => {
    const read = decode(Struct.fromJavaScript({ a: null, b: { c: null, d: [null] } }));
    assert.deepEqual(read, { b: { d: [null] } });
  });

  it("reads a missing struct as no properties", () => {
    assert.deepEqual(decode(undefined), {});
  });

  it("refuses assets and what it does not know, instead of storing them as maps", () => {
    for (const signed of ["c44067f5952c0a294b673a41bacd8c17", "something else"]) {
      const struct = Struct.fromJavaScript({ file: { [signature]: signed, text: "x" } });
      assert.throws(() => decode(struct), ProviderError);
    }
  });

  it("gives back what it was given", () => {
    const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(unknown));
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie("tree"), { maxKeys: 3 }),
        tie("tree").map((value) => asSecret(value as Properties)),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), tree, { maxKeys: 3 }), (properties) => {
        const values = { ...properties } as Properties;
        assert.deepEqual(decode(encode(values)), structuredCloneOf(values));
      }),
    );
  });
});

/** The same values in maps with the usual prototype; fast-check makes some without one. */
function structuredCloneOf(value: Value): Value {
  if (isSecret(value)) {
    return asSecret(structuredCloneOf(value.value));
  }
  if (value === unknown) {
    return unknown;
  }
  if (Array.isArray(value)) {
    return value.map((item) => structuredCloneOf(item));
  }
  if (!isMap(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structuredCloneOf(item)]));
}
