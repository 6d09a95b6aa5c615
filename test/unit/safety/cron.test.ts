import assert from "node:assert/strict";
import fc from "fast-check";
import { cronGap, parseCron } from "../../../safety/cron";

describe("parseCron", () => {
  it("reads values, lists, ranges, steps and names", () => {
    const cron = parseCron("*/15 1-3,5 1,15 jan-MAR/2 mon");
    assert.deepEqual(
      [cron?.minutes, cron?.hours, cron?.days, cron?.months, cron?.weekdays].map((set) => [...(set ?? [])]),
      [[0, 15, 30, 45], [1, 2, 3, 5], [1, 15], [1, 3], [1]],
    );
    assert.deepEqual([...(parseCron("40/10 * * * *")?.minutes ?? [])], [40, 50]);
  });

  const refused = [
    "",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "* * * * 7",
  ];
  for (const text of [
    ...refused,
    "5-1 * * * *",
    "*/0 * * * *",
    "*-3 * * * *",
    "a * * * *",
    "@every 1h",
    "1,, * * * *",
  ]) {
    it(`refuses ${JSON.stringify(text)}, as Kubernetes does`, () => {
      assert.equal(parseCron(text), undefined);
    });
  }

  it("never throws", () => {
    const part = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("*", "*/2", "1-5", "?"));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => void cronGap(parts.join(" "))),
      { numRuns: 50 },
    );
  });
});

describe("cronGap", () => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["0 2 * * *", 1440],
    ["@hourly", 60],
    ["*/30 * * * *", 30],
    ["0 2,14 * * *", 720],
    ["0 1,3 * * *", 1320],
    ["0 2 * * 0", 7 * 1440],
    ["0 0 1 * *", 31 * 1440],
    ["0 0 1 1 *", 366 * 1440],
    ["0 0 29 2 *", 1461 * 1440],
    // Either field of days is enough when both are given.
    ["0 0 1 * 0", 7 * 1440],
    ["0 0 30 2 *", undefined],
    ["never", undefined],
  ];
  for (const [text, expected] of rows) {
    it(`is ${String(expected)} minutes for ${text}`, () => {
      assert.equal(cronGap(text), expected);
    });
  }
});
