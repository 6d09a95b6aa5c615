import { clean, type Diagnostic, type Review } from "../diagnostic";
import { summary } from "./text";

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
