import { errorsIn, type Review } from "../diagnostic";

/** The report for programs. Fields are only ever added; `version` changes when one goes or changes its meaning. */
export function jsonReport({ diagnostics, notes, files, rules }: Review): string {
  const errors = errorsIn(diagnostics);
  const report = {
    version: 1,
    summary: { errors, warnings: diagnostics.length - errors, files, rules: rules.length },
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
