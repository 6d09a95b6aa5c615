import assert from "node:assert/strict";

import { annotation, field, notLess, notShorter, stays, text, texts } from "../../../../components/guard/cel";

describe("CEL of the deletion guard", () => {
  it("quotes what is given as text, so that no name can end its literal", () => {
    assert.equal(text(`a"b\\c`), String.raw`"a\"b\\c"`);
    assert.equal(texts(["a", "b"]), '["a", "b"]');
  });

  it("reads every step of a path as optional", () => {
    assert.equal(field("object", "spec.a.b", '""'), 'object.?spec.?a.?b.orValue("")');
    assert.equal(annotation("oldObject", "x/y"), 'oldObject.?metadata.?annotations[?"x/y"].orValue("")');
  });

  it("asks first what the cluster has: an object that never had the value loses nothing", () => {
    assert.equal(
      stays("spec.cleanupPolicy", "Skip"),
      'oldObject.?spec.?cleanupPolicy.orValue("") != "Skip" || object.?spec.?cleanupPolicy.orValue("") == "Skip"',
    );
  });

  it("compares quantities and durations by value, and only after it knows that they are some", () => {
    const size = notLess("spec.size");
    assert.ok(size.startsWith("!isQuantity("));
    assert.ok(size.indexOf("isQuantity(") < size.indexOf("isLessThan("));
    const age = notShorter("spec.maxRetention", "720h");
    assert.ok(age.indexOf(".matches(") < age.indexOf("duration("));
    assert.ok(age.includes('orValue("720h")'));
  });
});
