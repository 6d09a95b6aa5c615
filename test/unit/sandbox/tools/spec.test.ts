import assert from "node:assert/strict";

import fc from "fast-check";

import { compareVersions, outsideRange, parseVersion } from "../../../../sandbox/tools/spec";

describe("versions", () => {
  it("reads what tools print", () => {
    assert.deepEqual(parseVersion("v3.5.3+unknown"), [3, 5, 3]);
    assert.deepEqual(parseVersion("1.26"), [1, 26, 0]);
    assert.deepEqual(parseVersion("1.36.0-rc.1"), [1, 36, 0]);
  });

  it("refuses what is no version, and says so", () => {
    for (const text of ["", "latest", "3", "x3.5.3"]) {
      assert.throws(() => parseVersion(text), /is not a version number; write three numbers/, text);
    }
  });

  it("compares numbers, not letters", () => {
    assert.ok(compareVersions("3.10.0", "3.9.9") > 0);
    assert.ok(compareVersions("v1.2.3", "1.2.3") === 0);
    const number = fc.nat(1000);
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, more) => {
        const [lower, higher] = [`${a}.${b}.${c}`, `${a}.${b}.${c + more + 1}`];
        return compareVersions(lower, higher) < 0 && compareVersions(higher, lower) > 0;
      }),
    );
  });

  it("takes the lower end of a range in and leaves the upper end out", () => {
    const range = { from: "3.5.0", below: "3.6.0" };
    assert.equal(outsideRange("3.5.0", range), undefined);
    assert.equal(outsideRange("3.5.99", range), undefined);
    assert.match(outsideRange("3.4.9", range) ?? "", /^older than 3\.5\.0/);
    assert.match(outsideRange("3.6.0", range) ?? "", /^not older than 3\.6\.0/);
  });
});
