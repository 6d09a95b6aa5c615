import assert from "node:assert/strict";
import { UNKNOWN, formatPath, read, sameValue, toValue, type Value } from "../../../safety/value";

const object: Value = {
  spec: {
    project: "x",
    automated: { prune: false },
    sources: [{ path: "a" }, null],
    later: UNKNOWN,
    nothing: null,
  },
};

describe("read", () => {
  it("returns a value that is there, false and null included as what they are", () => {
    assert.deepEqual(read(object, ["spec", "automated", "prune"]), {
      state: "known",
      path: ["spec", "automated", "prune"],
      value: false,
    });
    assert.equal(read(object, ["spec", "sources", 0, "path"]).state, "known");
    assert.equal(read(object, ["spec", "nothing"]).state, "absent");
    assert.equal(read(object, ["spec", "sources", 1]).state, "absent");
  });

  it("returns absent for what is missing, with the whole path", () => {
    const path = ["spec", "missing", "deeper"];
    assert.deepEqual(read(object, path), { state: "absent", path });
    assert.equal(read(object, ["spec", "sources", 7]).state, "absent");
  });

  it("returns unknown for an unknown anywhere on the way, with the path of the unknown", () => {
    assert.deepEqual(read(object, ["spec", "later"]), { state: "unknown", path: ["spec", "later"] });
    assert.deepEqual(read(object, ["spec", "later", "a", 0]), { state: "unknown", path: ["spec", "later"] });
    assert.deepEqual(read(UNKNOWN, ["spec"]), { state: "unknown", path: [] });
  });

  it("returns misshapen for a parent of the wrong type, with the path of the parent", () => {
    const reading = read(object, ["spec", "project", "name"]);
    assert.deepEqual(reading, {
      state: "misshapen",
      path: ["spec", "project"],
      value: "x",
      expected: "an object",
    });
    assert.equal(read(object, ["spec", "sources", "path"]).state, "misshapen");
    assert.equal(read(object, ["spec", 0]).state, "misshapen");
  });

  it("reads own properties only", () => {
    assert.equal(read({}, ["constructor"]).state, "absent");
    assert.equal(read({}, ["__proto__"]).state, "absent");
    assert.equal(read([], ["length"]).state, "misshapen");
  });
});

describe("formatPath", () => {
  it("writes a path as people write it", () => {
    assert.equal(formatPath(["spec", "sources", 1, "targetRevision"]), "spec.sources[1].targetRevision");
    assert.equal(formatPath(["metadata", "annotations", "a/b"]), 'metadata.annotations["a/b"]');
    assert.equal(formatPath([]), "");
  });
});

describe("toValue", () => {
  it("copies JSON, leaves out what is undefined, and knows nothing of what is no JSON", () => {
    const asset = new Date(0);
    const given = { a: [1, "x", null, undefined], b: { c: true, d: undefined }, e: asset, f: () => 1 };
    assert.deepEqual(toValue(given), { a: [1, "x", null, null], b: { c: true }, e: UNKNOWN, f: UNKNOWN });
  });

  it("asks the front end for every field", () => {
    const later = { later: true };
    const given = { a: later, b: [later, 1] };
    const field = (holder: object, name: string | number): unknown => {
      const value: unknown = Reflect.get(holder, name);
      return value === later ? UNKNOWN : value;
    };
    assert.deepEqual(toValue(given, field), { a: UNKNOWN, b: [UNKNOWN, 1] });
  });
});

describe("sameValue", () => {
  it("takes null for a field that is left out, own fields only", () => {
    assert.equal(sameValue({ a: 1, b: null }, { a: 1 }), true);
    assert.equal(sameValue({ constructor: null }, {}), true);
    assert.equal(sameValue([1, { a: "x" }], [1, { a: "x" }]), true);
    assert.equal(sameValue([1], [1, 2]), false);
  });

  it("is undecided only when nothing else decides", () => {
    assert.equal(sameValue({ a: UNKNOWN }, { a: 1 }), undefined);
    assert.equal(sameValue({ a: UNKNOWN, b: 1 }, { a: 1, b: 2 }), false);
  });
});
