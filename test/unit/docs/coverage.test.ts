import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { coverage, inRepository, renderCoverage, renderPlanned } from "../../../docs/coverage";
import { coverageProblems, differsFromList, listedIds } from "../../../docs/coverage/check";
import type { Entry, Theme } from "../../../docs/coverage/theme";
import { needShared } from "../../support/shared";

const root = resolve(__dirname, "../../..");
const themes = coverage();

describe("the coverage of the acceptance list", () => {
  it("has every line once, names only files that exist, and resolves every conflict", () => {
    assert.deepEqual(coverageProblems(themes, inRepository), []);
  });

  it("has exactly the ids of the acceptance list", function () {
    const list = listedIds(readFileSync(needShared(this, "acceptance.md"), "utf8"));
    assert.equal(list.length, 511);
    assert.deepEqual(differsFromList(themes, list), []);
  });

  it("has an up-to-date page (run docs/generate.ts when it has not)", () => {
    const { path, content } = renderCoverage();
    assert.ok(readFileSync(join(root, path), "utf8") === content, `${path} is out of date`);
  });
});

describe("the page", () => {
  const few: Theme[] = [
    {
      theme: "A",
      title: "First",
      count: 3,
      entries: [
        { id: "A-01", what: "a | b", status: "covered", by: ["docs/gitops.md", "index.ts"], note: "in part" },
        { id: "A-02", what: "c", status: "planned", issue: 4, at: ["components/x.ts"], by: ["README.md"] },
        { id: "A-03", what: "d", resolution: "e", status: "not taken", because: "f" },
      ],
    },
  ];

  it("counts each status, links what is there, and names what is planned", () => {
    const lines = renderCoverage(few).content.split("\n");
    for (const line of [
      "| [A](#a) | First | 1 | 1 | 1 | 3 |",
      "| all |  | 1 | 1 | 1 | 3 |",
      "| A-01 | a \\| b | covered | [docs/gitops.md](gitops.md), [index.ts](../index.ts); in part |",
      "| A-02 | c | planned | issue 4: `components/x.ts`; so far [README.md](../README.md) |",
      "| A-03 | d: e | not taken | f |",
    ]) {
      assert.ok(lines.includes(line), line);
    }
  });

  it("is found out of date when a status changes", () => {
    const [theme] = few;
    assert.ok(theme);
    const changed: Entry = { id: "A-01", what: "a | b", status: "not taken", because: "x" };
    assert.notEqual(
      renderCoverage([{ ...theme, entries: [changed, ...theme.entries.slice(1)] }]).content,
      renderCoverage(few).content,
    );
  });

  it("lists what is planned by issue and file, and says which files exist by now", () => {
    const [theme] = few;
    assert.ok(theme);
    const soon: Entry = { id: "A-04", what: "g", status: "planned", issue: "later" };
    const listed = renderPlanned(
      [{ ...theme, entries: [...theme.entries, soon] }],
      (path) => path === "components/x.ts",
    );
    assert.equal(
      listed,
      "issue 4: 1\n  components/x.ts (exists now)\n    A-02   c\n\nlater: 1\n  no file named\n    A-04   g",
    );
  });
});
