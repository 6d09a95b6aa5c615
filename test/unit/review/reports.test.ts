import assert from "node:assert/strict";
import { inOrder, type Diagnostic, type ReportedRule, type Review } from "../../../review/diagnostic";
import {
  githubReport,
  gitlabReport,
  jsonReport,
  junitReport,
  summary,
  textReport,
} from "../../../review/reports";
import { sarifReport } from "../../../review/sarif";

const rule: ReportedRule = {
  id: "some-rule",
  title: "Something holds",
  why: "It happened <once>.",
  severity: "critical",
  remedy: "Set spec.x: false.",
  references: [{ title: "Issue 1", url: "https://example.com/1" }],
  docs: "docs/rules/some-rule.md",
};

const error: Diagnostic = {
  file: "a b/c,d:100%.yaml",
  line: 3,
  column: 5,
  level: "error",
  rule,
  message: 'The MariaDB "a" must not & <will> not.',
  object: "MariaDB/b/a",
  field: "spec.x",
};
const warning: Diagnostic = { ...error, line: 9, level: "warning" };
const review: Review = { diagnostics: [error, warning], notes: ["a note"], files: 1, rules: [rule] };
const clean: Review = { ...review, diagnostics: [] };

describe("inOrder", () => {
  it("sorts by file, line, column and rule, and keeps each once", () => {
    const other = { ...error, file: "B.yaml" };
    assert.deepEqual(inOrder([warning, error, other, error]), [other, error, warning]);
  });
});

describe("the text report", () => {
  it("prints the place first, then why, fix and link", () => {
    assert.equal(
      textReport({ ...review, diagnostics: [error] }, false),
      [
        'a b/c,d:100%.yaml:3:5: error [some-rule] The MariaDB "a" must not & <will> not.',
        "  why:  It happened <once>.",
        "  fix:  Set spec.x: false.",
        "  link: docs/rules/some-rule.md  https://example.com/1",
        "",
        "1 error, 0 warnings, 1 file, 1 rule",
      ].join("\n"),
    );
  });

  it("says why, fix and link once for all findings of a rule, and counts by rule when there are several", () => {
    const advice = { ...rule, id: "advice", docs: "docs/rules/advice.md" };
    const diagnostics = [error, { ...warning, rule: advice }, { ...error, file: "b.yaml" }];
    const lines = textReport({ ...review, diagnostics, files: 2 }, false).split("\n");
    assert.deepEqual(
      lines.map((line) => line.replace(/^(\S.*? (error|warning) \[\S+\]).*/, "$1")),
      [
        "a b/c,d:100%.yaml:9:5: warning [advice]",
        "  why:  It happened <once>.",
        "  fix:  Set spec.x: false.",
        "  link: docs/rules/advice.md  https://example.com/1",
        "",
        "a b/c,d:100%.yaml:3:5: error [some-rule]",
        "b.yaml:3:5: error [some-rule]",
        "  why:  It happened <once>.",
        "  fix:  Set spec.x: false.",
        "  link: docs/rules/some-rule.md  https://example.com/1",
        "",
        "RULE       ERRORS  WARNINGS  FILES",
        "advice     0       1         1",
        "some-rule  2       0         2",
        "",
        "2 errors, 1 warning, 2 files, 1 rule",
      ],
    );
  });

  it("has colour only when asked", () => {
    assert.ok(textReport(review, true).includes("\u001b["));
    assert.ok(!textReport(review, false).includes("\u001b["));
  });

  it("counts", () => {
    assert.equal(summary({ ...review, files: 12 }), "1 error, 1 warning, 12 files, 1 rule");
  });
});

describe("the JSON report", () => {
  it("holds summary, findings and notes", () => {
    const report = JSON.parse(jsonReport(review)) as { summary: object; findings: object[]; notes: string[] };
    assert.deepEqual(report.summary, { errors: 1, warnings: 1, files: 1, rules: 1, known: 0 });
    assert.deepEqual(report.findings[0], {
      file: error.file,
      line: 3,
      column: 5,
      level: "error",
      message: error.message,
      object: "MariaDB/b/a",
      field: "spec.x",
      rule: "some-rule",
      severity: "critical",
      why: rule.why,
      remedy: rule.remedy,
      docs: rule.docs,
    });
    assert.deepEqual(report.notes, ["a note"]);
  });
});

describe("the SARIF report", () => {
  const log = JSON.parse(sarifReport(review)) as {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string; helpUri: string; properties: Record<string, unknown> }[] } };
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
      }[];
    }[];
  };

  it("is 2.1.0, with each rule once and results that point at them", () => {
    assert.equal(log.version, "2.1.0");
    const [run] = log.runs;
    assert.equal(run?.tool.driver.rules.length, 1);
    assert.equal(run.tool.driver.rules[0]?.helpUri, "https://example.com/1");
    assert.equal(run.tool.driver.rules[0].properties["security-severity"], "9.5");
    assert.deepEqual(
      run.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level]),
      [
        ["some-rule", 0, "error"],
        ["some-rule", 0, "warning"],
      ],
    );
  });

  it("names files as relative URIs", () => {
    const place = log.runs[0]?.results[0]?.locations[0]?.physicalLocation;
    assert.equal(place?.artifactLocation.uri, "a%20b/c,d:100%25.yaml");
    assert.deepEqual(place.region, { startLine: 3, startColumn: 5 });
  });

  it("leaves out the link of a rule that has none", () => {
    assert.ok(!sarifReport({ ...clean, rules: [{ ...rule, references: [] }] }).includes("helpUri"));
  });
});

describe("the JUnit report", () => {
  it("fails a test for each error, and escapes", () => {
    const xml = junitReport(review);
    assert.match(xml, /<testsuites name="mariadb-gitops \(1 rules\)" tests="2" failures="1">/);
    assert.equal(xml.split("<failure ").length, 2);
    assert.equal(xml.split("<system-out>").length, 2);
    assert.match(xml, /&quot;a&quot; must not &amp; &lt;will&gt; not\./);
  });

  it("has a test that passes when nothing was found", () => {
    assert.match(junitReport(clean), /tests="1" failures="0"[^]*name="no findings"/);
  });

  it("holds no character that XML cannot", () => {
    const xml = junitReport({
      ...review,
      diagnostics: [{ ...error, message: "a\u0000\u001bb\uD800\uFFFE" }],
    });
    assert.match(xml, /message="a +b/);
    for (const character of ["\u0000", "\u001b", "\uD800", "\uFFFE"]) {
      assert.ok(!xml.includes(character));
    }
  });
});

describe("the GitHub report", () => {
  it("writes workflow commands on one line each, escaped", () => {
    const [first, second, last] = githubReport(review).split("\n");
    assert.match(
      first ?? "",
      /^::error file=a b\/c%2Cd%3A100%25\.yaml,line=3,col=5,title=some-rule::The MariaDB/,
    );
    assert.match(first ?? "", /%0AFix: Set spec\.x: false\.%0A/);
    assert.match(second ?? "", /^::warning /);
    assert.equal(last, "1 error, 1 warning, 1 file, 1 rule");
  });
});

describe("the GitLab report", () => {
  it("is a code quality report, with one fingerprint for each finding", () => {
    const other = { ...error, file: "b.yaml" };
    const issues = JSON.parse(gitlabReport({ ...review, diagnostics: [error, warning, other] })) as {
      fingerprint: string;
    }[];
    const { fingerprint, ...first } = issues[0] ?? { fingerprint: "" };
    assert.match(fingerprint, /^[0-9a-f]{64}$/);
    assert.deepEqual(first, {
      description: 'The MariaDB "a" must not & <will> not. Set spec.x: false.',
      check_name: "some-rule",
      severity: "blocker",
      location: { path: error.file, lines: { begin: 3 } },
    });
    assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, 3);
  });
});
