import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  bytesOf,
  notations,
  randomText,
  type TextRecipe,
} from "../../../../../sandbox/stand-ins/providers/random-text";

const recipe: TextRecipe = {
  length: 12,
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
  overrideSpecial: "",
};
const patterns = { lower: /[a-z]/g, upper: /[A-Z]/g, numeric: /[0-9]/g, special: /[^a-zA-Z0-9]/g };

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

describe("random text", () => {
  it("has the length and the minima that were asked for, and only the classes that are on", () => {
    const few = fc.nat({ max: 3 });
    fc.assert(
      fc.property(
        few,
        few,
        few,
        few,
        fc.nat({ max: 20 }),
        (minLower, minUpper, minNumeric, minSpecial, more) => {
          const length = minLower + minUpper + minNumeric + minSpecial + more;
          const text = randomText({
            ...recipe,
            length,
            minLower,
            minUpper,
            minNumeric,
            minSpecial,
            upper: false,
            special: false,
          });
          assert.equal(text.length, length);
          assert.ok(count(text, patterns.lower) >= minLower);
          assert.ok(count(text, patterns.numeric) >= minNumeric);
          assert.equal(count(text, patterns.upper), minUpper);
          assert.equal(count(text, patterns.special), minSpecial);
        },
      ),
    );
  });

  it("draws special characters from the list that overrides the usual ones", () => {
    const only = { lower: false, upper: false, numeric: false };
    assert.match(randomText({ ...recipe, ...only, overrideSpecial: "_-" }), /^[_-]{12}$/);
    assert.match(randomText({ ...recipe, ...only }), /^[!@#$%&*()\-_=+[\]{}<>:?]{12}$/);
  });

  it("draws every character with the size of its alphabet, so that none is likelier than another", () => {
    const bounds: number[] = [];
    const text = randomText({ ...recipe, length: 3, special: false, minNumeric: 1 }, (bound) => {
      bounds.push(bound);
      return bound - 1;
    });
    const [digits, alphabet] = [10, 26 + 26 + 10];
    const shuffleOfThree = [3, 2];
    assert.deepEqual(bounds, [digits, alphabet, alphabet, ...shuffleOfThree]);
    assert.equal(text, "999");
  });

  it("moves the required characters away from the front", () => {
    const lowerAndDigits = 26 + 10;
    // Draws the digit 0, twice the letter b, and shuffles with the first place each time.
    const draw = (bound: number): number => (bound === lowerAndDigits ? "abc".indexOf("b") : 0);
    const text = randomText({ ...recipe, length: 3, special: false, upper: false, minNumeric: 1 }, draw);
    assert.equal(text, "bb0");
  });

  it("is another text each time", () => {
    const texts = new Set(Array.from({ length: 50 }, () => randomText({ ...recipe, length: 32 })));
    assert.equal(texts.size, 50);
  });

  it("cannot make characters out of nothing", () => {
    const none = { lower: false, upper: false, numeric: false, special: false };
    assert.throws(() => randomText({ ...recipe, ...none }), /no character/);
  });
});

describe("random bytes", () => {
  it("are written in every notation", () => {
    assert.deepEqual(notations(Buffer.from([0, 255, 254])), {
      base64: "AP/+",
      base64Url: "AP_-",
      hex: "00fffe",
      decimal: "65534",
    });
  });

  it("are as many as asked for", () => {
    assert.equal(bytesOf(9).hex.length, 18);
    assert.notEqual(bytesOf(9).hex, bytesOf(9).hex);
  });
});
