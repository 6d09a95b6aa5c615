import { errorsIn, type Diagnostic, type Review } from "../diagnostic";

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
