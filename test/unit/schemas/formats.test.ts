import assert from "node:assert/strict";

import { formatProblem } from "../../../schemas/formats";

describe("formatProblem", () => {
  it("checks times, also those that only look like one", () => {
    assert.equal(formatProblem("2026-01-31T02:00:00+01:00", "date-time"), undefined);
    assert.match(formatProblem("2026-13-31T02:00:00Z", "date-time") ?? "", /is not a time/);
    assert.match(formatProblem("2026-01-31", "date-time") ?? "", /is not a time/);
  });

  it("checks the range of whole numbers at its borders", () => {
    assert.equal(formatProblem(2 ** 31 - 1, "int32"), undefined);
    assert.equal(formatProblem(-(2 ** 31), "int32"), undefined);
    assert.match(formatProblem(2 ** 31, "int32") ?? "", /int32/);
    assert.match(formatProblem(2 ** 63, "int64") ?? "", /int64/);
  });

  it("lets no value pass under a format that it does not know", () => {
    assert.match(formatProblem("x", "uri") ?? "", /unknown text format "uri"/);
    assert.match(formatProblem(1, "double") ?? "", /unknown number format "double"/);
    assert.match(formatProblem(1, "constructor") ?? "", /unknown number format/);
  });

  it("has nothing to say where the schema names no format", () => {
    assert.equal(formatProblem("x", undefined), undefined);
  });
});
