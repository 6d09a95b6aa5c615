import assert from "node:assert/strict";
import { resolve } from "node:path";
import { render, stale } from "../../../docs/generate";
import { renderRuleIndex, ruleIds } from "../../../docs/rule-index";
import { renderRules } from "../../../docs/rule-tables";
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
    const unlisted = renderRuleIndex(ruleIds().slice(1));
    const missing = { path: "docs/rules/NOWHERE.md", content: "" };
    assert.deepEqual(stale([changed, unlisted, missing], root), [changed, unlisted, missing]);
  });

  it("lists every rule with its link and its equivalents", () => {
    const table = renderRules(rules);
    for (const { id, title, severity, equivalents = [] } of rules) {
      assert.ok(table.includes(`| [${id}](${id}.md) | ${title} | ${severity} |`));
      assert.ok(table.includes(` | ${equivalents.join(", ")} |\n`));
    }
  });
});
