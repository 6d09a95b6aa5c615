import assert from "node:assert/strict";
import { resolve } from "node:path";
import { render, stale } from "../../../docs/generate";
import { isAnswerable, isPublicRule, requirements, unanswered } from "../../../docs/requirements";
import { renderCoverage, renderRules } from "../../../docs/rule-tables";
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
    const uncovered = {
      path: "docs/rules/coverage.md",
      content: renderCoverage([{ ...first, answers: [] }, ...others]),
    };
    const missing = { path: "docs/rules/NOWHERE.md", content: "" };
    assert.deepEqual(stale([changed, uncovered, missing], root), [changed, uncovered, missing]);
  });

  it("lists every rule with its link and its answers", () => {
    const table = renderRules(rules);
    for (const { number = "", id, title, severity, answers } of rules) {
      assert.ok(table.includes(`| ${number} | [${id}](${id}.md) | ${title} | ${severity} |`));
      assert.ok(table.includes(` | ${answers.join(", ")} |\n`));
    }
  });

  it("lists every requirement, with its rules or with the sentence why there is none", () => {
    const table = renderCoverage(rules);
    const rows = table.split("\n").filter((line) => /^\| (POL|PAR|BEY)-/.test(line));
    assert.equal(rows.length, requirements.length);
    for (const [index, { id, title }] of requirements.entries()) {
      const answering = rules.filter(({ answers }) => answers.includes(id)).map((rule) => rule.id);
      const cell =
        answering.length === 0
          ? (unanswered[id] ?? "open")
          : answering.map((name) => `[${name}](${name}.md)`).join(", ");
      assert.equal(rows[index], `| ${id} | ${title} | ${cell} |`);
    }
  });
});

describe("the requirements", () => {
  it("are 35 policies, 50 rules of other sets and 30 beyond", () => {
    const count = (prefix: string) => requirements.filter(({ id }) => id.startsWith(prefix)).length;
    assert.deepEqual(["POL-", "PAR-", "BEY-"].map(count), [35, 50, 30]);
    assert.equal(new Set(requirements.map(({ id }) => id)).size, 115);
    assert.deepEqual([requirements[0]?.id, requirements.at(-1)?.id], ["POL-01", "BEY-30"]);
  });

  it("are all answered by a rule, or say why not", () => {
    for (const { id } of requirements) {
      const answered = rules.some(({ answers }) => answers.includes(id));
      assert.notEqual(answered, unanswered[id] !== undefined, `${id} needs either a rule or a sentence`);
    }
  });

  it("are the only ids that rules answer, with those of paths, traps and public rules", () => {
    for (const { id, answers, contradicts = [] } of rules) {
      assert.deepEqual(
        answers.filter((answer) => !isAnswerable(answer)),
        [],
        id,
      );
      assert.equal(new Set(answers).size, answers.length, id);
      assert.ok(
        contradicts.every(({ rule, url }) => isPublicRule(rule) && url.startsWith("https://")),
        id,
      );
    }
    for (const id of [
      "POL-00",
      "POL-36",
      "PAR-51",
      "BEY-31",
      "PATH-37",
      "PATH-1",
      "PATH-10a",
      "OPS-A14",
      "OPS-17",
      "x/y",
      "",
    ]) {
      assert.ok(!isAnswerable(id), id);
    }
    for (const id of ["PATH-01", "PATH-36", "PATH-10b", "OPS-A5", "OPS-16", "kyverno/a-b"]) {
      assert.ok(isAnswerable(id), id);
    }
  });
});
