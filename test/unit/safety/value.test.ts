import assert from "node:assert/strict";
import { formatPath, read, UNKNOWN } from "../../../safety/value";
import type { Value } from "../../../safety/value";

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
