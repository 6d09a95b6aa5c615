import assert from "node:assert/strict";
import { resolve } from "node:path";
import { render, renderRules, stale } from "../../../docs/generate";
import { rules } from "../../../safety";

const root = resolve(__dirname, "../../..");

describe("the generated documentation", () => {
  it("is up to date (run docs/generate.ts when it is not)", () => {
    assert.deepEqual(
      stale(render(), root).map((page) => page.path),
      [],
    );
  });

  it("is found stale when a rule changes, and when the file is missing", () => {
    const [first, ...others] = rules;
    assert.ok(first);
    const changed = {
      path: "docs/rules/README.md",
      content: renderRules([{ ...first, severity: "low" }, ...others]),
    };
    const missing = { path: "docs/rules/NOWHERE.md", content: "" };
    assert.deepEqual(stale([changed, missing], root), [changed, missing]);
  });

  it("lists every rule with its link and its levels", () => {
    const table = renderRules(rules);
    for (const rule of rules) {
      assert.ok(
        table.includes(`| ${rule.number} | [${rule.id}](${rule.id}.md) | ${rule.title} | ${rule.severity} |`),
      );
    }
  });
});
