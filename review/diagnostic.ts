import { formatPath, type Fix, type Path, type Rule, type Value } from "../safety";
import { identityOf } from "../safety/objects";

/** What the person at the terminal must put right before anything can be reviewed. The command ends with code 2. */
export class ReviewProblem extends Error {}

/** A mistake on the command line; the message names the word and says what to write. */
export class UsageError extends ReviewProblem {}

/** A place in a file; lines and columns begin at 1, and columns count UTF-16 units as editors do. */
export interface Position {
  /** Relative to the current directory, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What the reports need of a rule. */
export type ReportedRule = Pick<Rule, "id" | "title" | "why" | "severity" | "remedy" | "references" | "docs">;

/** One finding at one place. Errors end the command with code 1, warnings do not. */
export interface Diagnostic extends Position {
  readonly level: "error" | "warning";
  readonly rule: ReportedRule;
  /** One or more whole sentences. */
  readonly message: string;
  /** The object as "<kind>/<namespace>/<name>"; undefined where the text could not be read. */
  readonly object?: string;
  /** The field, as people write it. */
  readonly field?: string;
  /** What --fix writes; undefined where a person has to decide. */
  readonly fix?: Fix & { readonly path: Path; readonly chart?: string };
  /** The Git revision that the place is in; undefined for the files as they are now. */
  readonly revision?: string;
  /** The overlay in which the object is rendered; undefined for what is read as it is written. */
  readonly overlay?: string;
  /** The same finding in further overlays. */
  readonly related?: readonly Related[];
}

/** A finding of the same rule about the same place, by the overlay that renders it. */
export interface Related extends Pick<Diagnostic, "level" | "object"> {
  readonly overlay: string;
}

/** What a review says besides its findings, such as which environment it took. */
export interface Review {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** How many findings the baseline holds, which are none of these. */
  readonly known?: number;
  /** How many files were read. */
  readonly files: number;
  /** Every rule that ran, whether it found something or not. */
  readonly rules: readonly ReportedRule[];
}

/** The field of a finding for a diagnostic; nothing for the object as a whole. */
export function fieldOf(path: Path): { field?: string } {
  return path.length === 0 ? {} : { field: clean(formatPath(path)) };
}

/** The overlay of an object for a diagnostic; nothing for what is read as it is written. */
export function overlayOf(located: { readonly overlay?: string } | undefined): { overlay?: string } {
  return located?.overlay === undefined ? {} : { overlay: located.overlay };
}

/** How messages name an object, as the subject of their sentence. */
export function calledBy(object: Value): string {
  const { kind, name } = identityOf(object);
  return `The ${kind === "" ? "object" : kind}${name === "" ? "" : ` "${name}"`}`;
}

/** Text from a manifest without control characters: they could move the cursor or begin a command of a CI system. */
export function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

/** The first of some names, and how many more there are, as a part of a sentence. */
export function firstOf(names: readonly string[], most: number): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** How many of them are errors; the others are warnings. */
export function errorsIn(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ level }) => level === "error").length;
}

/** Diagnostics in the order of files and lines, each once. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics
    .filter(({ file, line, column, rule, message, object, revision, overlay }) => {
      const key = JSON.stringify([file, line, column, rule.id, message, object, revision, overlay]);
      return !seen.has(key) && seen.add(key);
    })
    .sort(
      (a, b) =>
        compare(a.file, b.file) ||
        a.line - b.line ||
        a.column - b.column ||
        compare(a.rule.id, b.rule.id) ||
        compare(a.message, b.message),
    );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
