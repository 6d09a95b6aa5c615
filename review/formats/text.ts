import { styleText } from "node:util";
import { clean, errorsIn, type Diagnostic, type Review } from "../diagnostic";

/** Paints a part of the report; the identity where there is no colour. */
type Paint = (style: "red" | "yellow" | "bold" | "dim", text: string) => string;

/** Diagnostics as a compiler prints them: the place first, so that terminals and editors make a link of it. */
export function textReport(review: Review, colour: boolean): string {
  const paint: Paint = colour
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
  const blocks = review.diagnostics.map((diagnostic) => block(diagnostic, paint));
  return [...blocks, summary(review)].join("\n\n");
}

/** How many findings there are of how much. */
export function summary({ diagnostics, files, rules }: Review): string {
  const errors = errorsIn(diagnostics);
  return [
    count(errors, "error"),
    count(diagnostics.length - errors, "warning"),
    count(files, "file"),
    count(rules.length, "rule"),
  ].join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function block(diagnostic: Diagnostic, paint: Paint): string {
  const { file, line, column, level, rule, message } = diagnostic;
  const place = paint("bold", `${clean(file)}:${line}:${column}`);
  const kind = paint(level === "error" ? "red" : "yellow", `${level} [${rule.id}]`);
  const links = [rule.docs, ...rule.references.slice(0, 1).map(({ url }) => url)].join("  ");
  return [
    `${place}: ${kind} ${message}`,
    `  ${paint("dim", "why:")}  ${rule.why}`,
    `  ${paint("dim", "fix:")}  ${rule.remedy}`,
    `  ${paint("dim", "link:")} ${links}`,
  ].join("\n");
}
