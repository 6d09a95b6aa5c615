import { createHash } from "node:crypto";
import { styleText } from "node:util";
import { clean, errorsIn, type Diagnostic, type ReportedRule, type Review } from "./diagnostic";
import { fingerprintsOf } from "./sarif";
import { table } from "./table";

/** Paints a part of the report; the identity where there is no colour. */
type Paint = (style: "red" | "yellow" | "bold" | "dim", text: string) => string;

/**
 * Findings by rule, with its reason and its remedy once; what fails the review comes last, next to the summary. Each
 * finding begins with its place, as a compiler prints it, so that terminals and editors make a link of it.
 */
export function textReport(review: Review, colour: boolean): string {
  const paint: Paint = colour
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
  const rules = [...Map.groupBy(review.diagnostics, ({ rule }) => rule)].sort(
    ([, a], [, b]) => Number(errorsIn(a) > 0) - Number(errorsIn(b) > 0),
  );
  const blocks = rules.map(([rule, found]) => block(rule, found, paint));
  const counts = rules.length > 1 ? [table([columns, ...rules.map(countsOf)]).join("\n")] : [];
  return [...blocks, ...counts, summary(review)].join("\n\n");
}

const columns = ["RULE", "ERRORS", "WARNINGS", "FILES"];

function countsOf([rule, found]: [ReportedRule, readonly Diagnostic[]]): string[] {
  const errors = errorsIn(found);
  const files = new Set(found.map(({ file }) => file)).size;
  return [rule.id, ...[errors, found.length - errors, files].map(String)];
}

/** How many findings there are of how much. */
export function summary({ diagnostics, files, rules, known = 0 }: Review): string {
  const errors = errorsIn(diagnostics);
  return [
    count(errors, "error"),
    count(diagnostics.length - errors, "warning"),
    count(files, "file"),
    count(rules.length, "rule"),
    ...(known === 0 ? [] : [`${known} known in the baseline`]),
  ].join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function block(rule: ReportedRule, found: readonly Diagnostic[], paint: Paint): string {
  const places = found.map(({ file, line, column, level, message }) => {
    const kind = paint(level === "error" ? "red" : "yellow", `${level} [${rule.id}]`);
    return `${paint("bold", `${clean(file)}:${line}:${column}`)}: ${kind} ${message}`;
  });
  const links = [rule.docs, ...rule.references.slice(0, 1).map(({ url }) => url)].join("  ");
  return [
    ...places,
    `  ${paint("dim", "why:")}  ${rule.why}`,
    `  ${paint("dim", "fix:")}  ${rule.remedy}`,
    `  ${paint("dim", "link:")} ${links}`,
  ].join("\n");
}

/** The report for programs. Fields are only ever added; `version` changes when one goes or changes its meaning. */
export function jsonReport({ diagnostics, notes, files, rules, known = 0 }: Review): string {
  const errors = errorsIn(diagnostics);
  const report = {
    version: 1,
    summary: { errors, warnings: diagnostics.length - errors, files, rules: rules.length, known },
    findings: diagnostics.map(({ rule, ...finding }) => ({
      ...finding,
      rule: rule.id,
      severity: rule.severity,
      why: rule.why,
      remedy: rule.remedy,
      docs: rule.docs,
    })),
    notes,
  };
  return JSON.stringify(report, undefined, 2);
}

/** JUnit XML: a test suite for each file with findings, a failed test for each error. Warnings are tests that passed. */
export function junitReport(review: Review): string {
  const { diagnostics, rules } = review;
  const byFile = Map.groupBy(diagnostics, ({ file }) => file);
  const failures = errorsIn(diagnostics);
  const suites =
    byFile.size === 0
      ? [suite("mariadb-gitops", [])]
      : [...byFile].map(([file, found]) => suite(file, found));
  const total = Math.max(diagnostics.length, 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mariadb-gitops (${rules.length} rules)" tests="${total}" failures="${failures}">`,
    ...suites,
    "</testsuites>",
  ].join("\n");
}

function suite(name: string, found: readonly Diagnostic[]): string {
  const failures = errorsIn(found);
  // A file without any test would look as if nothing had been reviewed.
  const tests =
    found.length === 0 ? ['    <testcase classname="mariadb-gitops" name="no findings"/>'] : found.map(test);
  return [
    `  <testsuite name="${escape(name)}" tests="${tests.length}" failures="${failures}">`,
    ...tests,
    "  </testsuite>",
  ].join("\n");
}

function test({ rule, level, message, file, line, column }: Diagnostic): string {
  const text = escape(`${file}:${line}:${column}\n${message}\n${rule.why}\n${rule.remedy}\n${rule.docs}`);
  const inside =
    level === "error"
      ? `<failure type="${escape(rule.id)}" message="${escape(message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
  const name = `${escape(rule.id)} ${line}:${column}`;
  return `    <testcase classname="${escape(file)}" name="${name}" file="${escape(file)}" line="${line}">${inside}</testcase>`;
}

/** Text for XML 1.0, which has no way to write control characters and lone surrogates. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n]|[\uFFFE\uFFFF]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The code quality report of GitLab CI, which it shows in the merge request. */
export function gitlabReport({ diagnostics }: Review): string {
  const fingerprints = fingerprintsOf(diagnostics);
  const issues = diagnostics.map(({ rule, level, message, file, line }, index) => ({
    description: `${message} ${rule.remedy}`,
    check_name: rule.id,
    // GitLab shows one issue for each fingerprint, whatever its file.
    fingerprint: createHash("sha256")
      .update(JSON.stringify([file, fingerprints[index]]))
      .digest("hex"),
    severity: level === "warning" ? "minor" : rule.severity === "critical" ? "blocker" : "critical",
    location: { path: file, lines: { begin: line } },
  }));
  return JSON.stringify(issues, undefined, 2);
}

/** Workflow commands of GitHub Actions, which it shows beside the lines of a pull request. */
export function githubReport(review: Review): string {
  return [...review.diagnostics.map(command), clean(summary(review))].join("\n");
}

function command({ level, file, line, column, rule, message }: Diagnostic): string {
  const place = `file=${property(file)},line=${line},col=${column},title=${property(rule.id)}`;
  return `::${level} ${place}::${data(`${message}\n${rule.why}\nFix: ${rule.remedy}\n${rule.docs}`)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
