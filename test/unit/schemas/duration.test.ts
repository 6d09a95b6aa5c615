import assert from "node:assert/strict";
import fc from "fast-check";

import { goDurationSeconds } from "../../../safety/duration";
import { goDurationProblem } from "../../../schemas/duration";
import { mariadbKinds } from "../../../schemas/mariadb";
import { goDurationFormat } from "../../../schemas/mariadb/build";
import { structural } from "../../../schemas/structural";
import { nodes } from "./walk";

describe("goDurationSeconds", () => {
  const accepted: [string, number][] = [
    ["720h", 2_592_000],
    ["1h30m", 5400],
    ["1.5h", 5400],
    [".5s", 0.5],
    ["1.s", 1],
    ["+10s", 10],
    ["-10s", -10],
    ["0", 0],
    ["300ms", 0.3],
    ["5\u00b5s", 5e-6],
    ["5\u03bcs", 5e-6],
    ["2562047h", 9_223_369_200],
  ];
  for (const [text, seconds] of accepted) {
    it(`reads ${text}`, () => {
      const read = goDurationSeconds(text) ?? NaN;
      assert.ok(Math.abs(read - seconds) < 1e-9, `${read}`);
    });
  }

  const refused = [
    "",
    "30d",
    "1w",
    "720",
    "720 h",
    " 720h",
    "h",
    ".s",
    "1h-5m",
    "1H",
    "1e3s",
    "2562048h",
    "P30D",
    "-",
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}, as Go does`, () => {
      assert.equal(goDurationSeconds(text), undefined);
    });
  }

  it("adds up whole hours, minutes and seconds", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), (h, m, s) => {
        assert.equal(goDurationSeconds(`${h}h${m}m${s}s`), h * 3600 + m * 60 + s);
      }),
    );
  });

  it("reads a long wrong text without stalling", function () {
    this.timeout(1000);
    assert.equal(goDurationSeconds("1".repeat(200_000)), undefined);
  });
});

describe("goDurationProblem", () => {
  it("has nothing to say of a duration that the operator can use", () => {
    for (const text of ["720h", "10s", "1h30m", "0s"]) {
      assert.equal(goDurationProblem(text), undefined);
    }
  });

  it("turns days and weeks into hours", () => {
    assert.equal(
      goDurationProblem("30d"),
      '"30d" is not a Go duration, which has no days or weeks; write "720h".',
    );
    assert.match(goDurationProblem("2 weeks") ?? "", /write "336h"/);
  });

  it("refuses a negative duration", () => {
    assert.match(goDurationProblem("-720h") ?? "", /negative/);
  });

  it("says something of any other text, in one sentence", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const problem = goDurationProblem(text);
        if (goDurationSeconds(text) === undefined) {
          assert.match(problem ?? "", /\.$/);
        }
      }),
    );
  });
});

describe("the duration fields", () => {
  const fields = Object.values(mariadbKinds).flatMap(({ kind, spec }) => nodes(structural(spec), kind));
  const timed = /(?:interval|timeout|delay|retention|threshold)$/i;

  it("are all the text fields that are named like one, except Prometheus' own", () => {
    const named = fields.filter(({ path, schema }) => schema.type === "string" && timed.test(path));
    const unmarked = named.filter(({ schema }) => schema.format !== goDurationFormat).map(({ path }) => path);
    assert.deepEqual(unmarked, [
      "MariaDB.metrics.serviceMonitor.interval",
      "MariaDB.metrics.serviceMonitor.scrapeTimeout",
      "MaxScale.metrics.serviceMonitor.interval",
      "MaxScale.metrics.serviceMonitor.scrapeTimeout",
    ]);
    assert.equal(fields.filter(({ schema }) => schema.format === goDurationFormat).length, 39);
  });
});
