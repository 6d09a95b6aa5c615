import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readThemes, shapeProblems } from "../../../docs/coverage/theme";

const data = resolve(__dirname, "../../../docs/coverage");

describe("shapeProblems", () => {
  const file = (entry: object) => ({
    theme: "A",
    title: "x",
    count: 1,
    entries: [{ id: "A-01", what: "x", ...entry }],
  });

  it("accepts each status with what it needs", () => {
    for (const entry of [
      { status: "covered", by: ["README.md"], note: "x" },
      { status: "planned", issue: "later" },
      { status: "not taken", because: "x" },
    ]) {
      assert.deepEqual(shapeProblems(file(entry)), []);
    }
  });

  const broken: [string, object, RegExp][] = [
    ["covered by nothing", { status: "covered" }, /^A-01: .*\bby\b/],
    ["covered by an empty list", { status: "covered", by: [] }, /^A-01: by must not have fewer/],
    ["not taken without a reason", { status: "not taken" }, /^A-01: .*\bbecause\b/],
    [
      "not taken for an empty reason",
      { status: "not taken", because: "" },
      /^A-01: because must not have fewer/,
    ],
    ["planned for no issue", { status: "planned" }, /^A-01: .*\bissue\b/],
    ["planned for an unknown issue", { status: "planned", issue: 6 }, /^A-01: issue must/],
    ["a misspelt field", { status: "not taken", because: "x", nota: "x" }, /^A-01: .*nota/],
    ["a status of its own", { status: "done" }, /^A-01: status is "done"; write one of covered/],
    ["no status", {}, /^A-01: status is undefined/],
  ];
  for (const [name, entry, message] of broken) {
    it(`finds ${name}`, () => {
      const problems = shapeProblems(file(entry));
      assert.ok(
        problems.some((problem) => message.test(problem)),
        problems.join("\n"),
      );
    });
  }

  it("finds a file without a count, and a file that is empty", () => {
    assert.match(shapeProblems({ theme: "A", title: "x", entries: [] }).join("\n"), /the file: .*count/);
    assert.notDeepEqual(shapeProblems(null), []);
    assert.notDeepEqual(shapeProblems({ theme: "A", title: "x", count: 1, entries: [null] }), []);
  });
});

describe("readThemes", () => {
  it("names every file that is missing or misshapen", () => {
    const copy = mkdtempSync(join(tmpdir(), "coverage-"));
    try {
      cpSync(data, copy, { recursive: true });
      rmSync(join(copy, "AB.yaml"));
      writeFileSync(join(copy, "C.yaml"), "theme: C\n");
      assert.throws(() => readThemes(copy), /C\.yaml: the file: [^]*AB\.yaml: the file: /);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
