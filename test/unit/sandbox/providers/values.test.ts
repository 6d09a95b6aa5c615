import assert from "node:assert/strict";
import {
  asMap,
  asSecret,
  equal,
  hasSecret,
  hasUnknown,
  open,
  plain,
  unknown,
} from "../../../../sandbox/providers/values";

describe("values", () => {
  it("opens secrets at any depth, also secrets inside secrets", () => {
    const value = { a: asSecret({ b: [asSecret("c")] }), d: 1 };
    assert.deepEqual(open(value), { a: { b: ["c"] }, d: 1 });
  });

  it("finds what is unknown inside secrets, lists and maps", () => {
    assert.equal(hasUnknown({ a: [asSecret({ b: unknown })] }), true);
    assert.equal(hasUnknown({ a: [asSecret({ b: "known" })] }), false);
  });

  it("finds secrets inside lists and maps", () => {
    assert.equal(hasSecret({ a: [{ b: asSecret(1) }] }), true);
    assert.equal(hasSecret({ a: [{ b: 1 }] }), false);
  });

  it("refuses to send what is unknown", () => {
    assert.throws(() => plain({ a: [unknown] }), /not known yet/);
    assert.deepEqual(plain({ a: [null, true] }), { a: [null, true] });
  });

  it("takes neither lists nor null for maps", () => {
    assert.equal(asMap([]), undefined);
    assert.equal(asMap(null), undefined);
    assert.deepEqual(asMap({ a: 1 }), { a: 1 });
  });

  it("compares deeply, and nothing equals what is unknown", () => {
    assert.equal(equal({ a: [1, { b: null }] }, { a: [1, { b: null }] }), true);
    assert.equal(equal({ a: 1 }, { a: 1, b: 2 }), false);
    assert.equal(equal({ a: 1, b: 2 }, { a: 1, c: 2 }), false);
    assert.equal(equal([1, 2], [2, 1]), false);
    assert.equal(equal("1", 1), false);
    assert.equal(equal(unknown, unknown), false);
    assert.equal(equal({ a: unknown }, { a: unknown }), false);
  });
});
