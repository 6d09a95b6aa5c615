import assert from "node:assert/strict";
import { shown } from "../../../safety/finding";

describe("shown", () => {
  it("quotes what revisions, projects and finalizers look like", () => {
    assert.equal(shown("refs/heads/main"), '"refs/heads/main"');
    assert.equal(shown(">=1.2.0 <2.0.0"), '">=1.2.0 <2.0.0"');
    assert.equal(shown(true), "true");
  });

  it("does not quote long texts, control characters or structures", () => {
    for (const value of ["a\nb", "\u001b[31m", "x".repeat(301), '"', { a: "hunter2" }, ["hunter2"], null]) {
      assert.match(shown(value), /^(a string|an object|a list|no value) not shown here$/);
    }
  });
});
