import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { rules } from "../../safety";
import { needShared } from "../support/shared";
import {
  numberingProblems,
  readRequirements,
  requirementProblems,
  requirementsOf,
  titlesOf,
  type Entry,
} from "./requirements";

const acceptance = readRequirements("acceptance");
const ofRules = readRequirements("rules");
const ruleIds = rules.map(({ id }) => id);

const withPrefix = (prefix: string) => Object.keys(ofRules).filter((id) => id.startsWith(`${prefix}-`));

describe("the requirements", () => {
  it("name only rules, tests and files that exist, and each is covered, planned or not taken", () => {
    assert.deepEqual(requirementProblems({ ...acceptance, ...ofRules }, ruleIds), []);
  });

  it("have every line of the lists once, in order", () => {
    assert.deepEqual(numberingProblems(Object.keys(acceptance)), []);
    assert.equal(Object.keys(acceptance).length, 476);
    for (const [prefix, count] of [
      ["POL", 35],
      ["PAR", 50],
      ["BEY", 30],
    ] as const) {
      assert.deepEqual([numberingProblems(withPrefix(prefix)), withPrefix(prefix).length], [[], count]);
    }
  });

  it("have exactly the ids of the acceptance list", function () {
    const list = readFileSync(needShared(this, "acceptance.md"), "utf8");
    const listed = [...list.matchAll(/^\| ([A-Z]+-\d+) \|/gm)].map(([, id]) => id);
    assert.deepEqual(new Set(listed), new Set([...Object.keys(acceptance), ...withPrefix("POL")]));
  });

  it("say of every conflict how it was resolved", () => {
    const conflicts = Object.entries(acceptance).filter(([id]) => id.startsWith("CF-"));
    assert.equal(conflicts.length, 40);
    assert.ok(conflicts.every(([, { resolution }]) => resolution !== undefined));
  });
});

describe("requirementProblems", () => {
  const titles = (file: string) => (file === "a.test.ts" ? ["keeps the data", "refuses *"] : undefined);
  const problems = (entry: Entry) =>
    requirementProblems({ "X-01": entry }, ["prune-last"], titles, (path) => path === "README.md");

  it("accepts rules, titles and files that exist, a plan, and a reason", () => {
    for (const entry of [
      {
        rules: ["prune-last"],
        tests: { "a.test.ts": ["keeps the data", "refuses *"] },
        files: ["README.md"],
      },
      { planned: ["docs/later.md"] },
      { notTaken: "because" },
    ]) {
      assert.deepEqual(problems(entry), []);
    }
  });

  const broken: readonly (readonly [string, Entry, string])[] = [
    ["a requirement that nothing proves", { what: "x" }, "nothing proves it"],
    ["an unknown rule", { rules: ["nowhere"] }, "there is no rule nowhere"],
    ["a file that is gone", { files: ["GONE.md"] }, "GONE.md does not exist"],
    ["a file of tests that is gone", { tests: { "b.test.ts": ["x"] } }, "b.test.ts does not exist"],
    ["a test that is gone", { tests: { "a.test.ts": ["loses"] } }, 'a.test.ts has no test called "loses"'],
    ["the same beside a plan", { planned: [], files: ["GONE.md"] }, "GONE.md does not exist"],
  ];
  for (const [name, entry, problem] of broken) {
    it(`finds ${name}`, () => {
      assert.deepEqual(problems(entry), [`X-01: ${problem}`]);
    });
  }
});

describe("requirementsOf", () => {
  it("refuses a misspelt field, an empty list, and a requirement that is both covered and not taken", () => {
    for (const entry of [{ rule: ["x"] }, { rules: [] }, { rules: ["x"], notTaken: "y" }, null]) {
      assert.throws(() => requirementsOf([{ title: "x", entries: { "X-01": entry } }]), /cannot be read/);
    }
  });
});

describe("numberingProblems", () => {
  it("finds an id that is missing in the middle, doubled or out of order", () => {
    assert.deepEqual(numberingProblems(["A-01", "A-02", "B-01"]), []);
    assert.deepEqual(numberingProblems(["A-01", "A-03"]), ["A-03 stands in the place of A-02"]);
    assert.deepEqual(numberingProblems(["A-02", "A-01"]), [
      "A-02 stands in the place of A-01",
      "A-01 stands in the place of A-02",
    ]);
  });
});

describe("titlesOf", () => {
  it("reads titles of tests, suites and cases, with a star for what a template fills in", () => {
    const titles = titlesOf("test/requirements/requirements.test.ts") ?? [];
    for (const title of ["titlesOf", "finds *", "say of every conflict how it was resolved"]) {
      assert.ok(titles.includes(title), title);
    }
    assert.equal(titlesOf("test/nowhere.test.ts"), undefined);
  });
});
