import assert from "node:assert/strict";
import { skipReport } from "../../support/skip";

describe("skipReport", () => {
  it("counts the tests of each reason, those of a whole suite included", () => {
    const notes = [
      { reason: "kubectl is not on PATH", tests: 1 },
      { reason: "the official charts are not here", tests: 12 },
      { reason: "kubectl is not on PATH", tests: 3 },
    ];
    assert.deepEqual(skipReport(notes.map((note) => `${JSON.stringify(note)}\n`).join("")), [
      "16 skipped:",
      "  4 tests: kubectl is not on PATH",
      "  12 tests: the official charts are not here",
    ]);
  });

  it("says nothing when nothing was skipped", () => {
    assert.deepEqual(skipReport(""), []);
  });
});
