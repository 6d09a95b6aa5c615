import assert from "node:assert/strict";
import { coverage, inRepository } from "../../../docs/coverage";
import { coverageProblems, differsFromList, listedIds } from "../../../docs/coverage/check";
import type { Entry, Theme } from "../../../docs/coverage/theme";

const themes = coverage();

/** The data with the first theme changed. */
function changed(change: (first: Theme) => Theme): Theme[] {
  const [first, ...others] = themes;
  assert.ok(first);
  return [change(first), ...others];
}

function changedEntry(change: (first: Entry) => Entry): Theme[] {
  return changed((theme) => {
    const [first, ...others] = theme.entries;
    assert.ok(first);
    return { ...theme, entries: [change(first), ...others] };
  });
}

function withoutResolution(entry: Entry): Entry {
  const copy = { ...entry };
  delete copy.resolution;
  return copy;
}

describe("coverageProblems", () => {
  const problems = (broken: readonly Theme[]) => coverageProblems(broken, inRepository);

  it("finds a theme that is missing, unknown or there twice", () => {
    const [first, ...others] = themes;
    assert.ok(first);
    assert.deepEqual(problems(others), ["themes: A is missing"]);
    assert.deepEqual(problems([...themes, { ...first, theme: "ZZ", count: 1, entries: [] }]), [
      "themes: ZZ is not in the list",
      "ZZ: ZZ-01 is missing",
    ]);
    assert.deepEqual(problems([...themes, first]), ["themes: A is there more than once"]);
  });

  it("finds a line that is missing in the middle or at the end", () => {
    for (const [lost, id] of [
      [3, "A-04"],
      [21, "A-22"],
    ] as const) {
      const broken = changed((theme) => ({ ...theme, entries: theme.entries.toSpliced(lost, 1) }));
      assert.deepEqual(problems(broken), [`A: ${id} is missing`]);
    }
  });

  it("finds a line that is there twice, unknown or out of order", () => {
    const [first] = themes[0]?.entries ?? [];
    assert.ok(first);
    const doubled = changed((theme) => ({ ...theme, entries: [...theme.entries, first] }));
    assert.deepEqual(problems(doubled), ["A: A-01 is there more than once"]);
    const unknown = changed((theme) => ({ ...theme, entries: [...theme.entries, { ...first, id: "A-99" }] }));
    assert.deepEqual(problems(unknown), ["A: A-99 is not in the list"]);
    const turned = changed((theme) => ({ ...theme, entries: theme.entries.toReversed() }));
    assert.deepEqual(problems(turned), ["A: the ids are out of order"]);
  });

  it("finds a file that is gone, wherever it is named", () => {
    const gone = "docs/GONE.md";
    for (const entry of [
      { id: "A-01", what: "x", status: "covered", by: [gone] },
      { id: "A-01", what: "x", status: "planned", issue: 4, by: [gone] },
    ] as const) {
      const broken = changedEntry(() => ({ ...entry, by: [...entry.by] }));
      assert.deepEqual(problems(broken), [`A-01: ${gone} does not exist`]);
    }
  });

  it("finds a path that leaves the repository, and takes a planned one that is not there yet", () => {
    for (const path of ["../shared/house.md", "/etc/hosts", "docs/../README.md"]) {
      const covered = changedEntry(({ id }) => ({ id, what: "x", status: "covered", by: [path] }));
      assert.deepEqual(problems(covered), [`A-01: ${path} is no path inside the repository`]);
    }
    const planned = { id: "A-01", what: "x", status: "planned", issue: 5 } as const;
    assert.deepEqual(problems(changedEntry(() => ({ ...planned, at: ["docs/soon.md"] }))), []);
    assert.deepEqual(problems(changedEntry(() => ({ ...planned, at: ["/soon.md"] }))), [
      "A-01: /soon.md is no path inside the repository",
    ]);
  });

  it("finds a conflict that says nothing about its resolution", () => {
    const broken = themes.map((theme) =>
      theme.theme === "CF" ? { ...theme, entries: theme.entries.map(withoutResolution) } : theme,
    );
    assert.equal(problems(broken).length, 40);
    assert.ok(problems(broken).includes("CF-01: a conflict needs its resolution"));
  });
});

describe("differsFromList", () => {
  it("finds an id that only the list has, and one that only the data has", () => {
    const list = themes.flatMap(({ entries }) => entries.map(({ id }) => id));
    assert.deepEqual(differsFromList(themes, [...list.slice(1), "AI-01"]), [
      "AI-01 is missing",
      "A-01 is not in the list",
    ]);
  });

  it("takes the first cell of a row for an id, and nothing else", () => {
    const markdown = "| # | Fact |\n|---|---|\n| A-01 | see CF-02 |\n| POL-03 | x |\ntext | B-01 |\n";
    assert.deepEqual(listedIds(markdown), ["A-01", "POL-03"]);
  });
});
