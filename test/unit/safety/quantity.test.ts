import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN } from "../../../safety";
import { compareQuantities, quantity } from "../../../safety/quantity";

const billion = 10n ** 9n;

describe("quantity", () => {
  const accepted: readonly (readonly [string | number, bigint])[] = [
    ["0", 0n],
    [2, 2n * billion],
    [0.5, billion / 2n],
    ["500m", billion / 2n],
    ["1Ki", 1024n * billion],
    ["0.5Ti", 2n ** 39n * billion],
    ["100Gi", 100n * 2n ** 30n * billion],
    ["1G", 10n ** 9n * billion],
    ["1k", 1000n * billion],
    ["1e3", 1000n * billion],
    ["1E3", 1000n * billion],
    ["1E", 10n ** 18n * billion],
    ["12e-1", 12n * (billion / 10n)],
    ["-1", -billion],
    ["+1", billion],
    ["1.", billion],
    [".5", billion / 2n],
    ["1n", 1n],
    ["0.1n", 1n],
  ];
  for (const [text, expected] of accepted) {
    it(`reads ${text}`, () => {
      assert.equal(quantity(text), expected);
    });
  }

  it("refuses what is none", () => {
    for (const value of [
      "",
      ".",
      "1 Gi",
      "1gi",
      "1KB",
      "Gi",
      "1e",
      "1e999",
      "x",
      NaN,
      true,
      null,
      [],
      {},
      UNKNOWN,
    ]) {
      assert.equal(quantity(value), undefined);
    }
  });

  it("compares any two", () => {
    assert.equal(compareQuantities("1Gi", "1024Mi"), 0);
    assert.equal(compareQuantities("1G", "1Gi"), -1);
    assert.equal(compareQuantities("2", 1), 1);
    assert.equal(compareQuantities("2", "x"), undefined);
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        assert.equal(compareQuantities(a, String(b)), Math.sign(a - b));
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.double()), (value) => void quantity(value)));
  });
});
