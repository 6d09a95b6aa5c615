import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { formatPath } from "../safety";
import { errorsIn, type Diagnostic, type Review } from "./diagnostic";
import { diffOf } from "./diff";
import { edited } from "./edit";
import type { Plan } from "./inputs";
import { review } from "./review";
import { EditProblem } from "./splice";

/** How --fix speaks with the person at the terminal. */
interface Dialog {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Whether the command line has answered. */
  readonly yes: boolean;
}

/** One file with everything that is fixed in it. */
interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What can be written, and why the rest cannot. */
interface Fixes {
  readonly changes: readonly Change[];
  readonly fixed: readonly Diagnostic[];
  readonly refused: readonly string[];
}

/**
 * Shows what takes findings away, writes it after a yes, and reviews again. What the second review still finds, or finds
 * besides, is taken back.
 *
 * @returns the review of what the files hold in the end.
 */
export async function fixed(plan: Plan, first: Review, dialog: Dialog): Promise<Review> {
  const { out, err, ask, yes } = dialog;
  const fixes = fixesOf(first.diagnostics);
  fixes.refused.forEach((reason) => {
    err(`note: ${reason}`);
  });
  if (fixes.changes.length === 0) {
    err("note: --fix has nothing to write: no finding has one exact fix in a file of these paths.");
    return first;
  }
  out(fixes.changes.map(({ file, before, after }) => diffOf(file, before, after)).join("\n"));
  const agreed = yes || (ask !== undefined && /^y(es)?$/i.test((await ask("Write this? [y/N] ")).trim()));
  if (!agreed) {
    err(`note: nothing was written${ask === undefined ? "; add --yes to write what is shown" : ""}.`);
    return first;
  }
  return written(plan, first, fixes, err);
}

async function written(plan: Plan, first: Review, fixes: Fixes, err: Dialog["err"]): Promise<Review> {
  write(fixes.changes, "after");
  let second: Review;
  try {
    second = await review(plan);
  } catch (error) {
    write(fixes.changes, "before");
    throw error;
  }
  const keys = new Set(fixes.fixed.map(keyOf));
  const left = second.diagnostics.filter((diagnostic) => keys.has(keyOf(diagnostic)));
  const before = new Set(first.diagnostics.map(keyOf));
  const added = second.diagnostics.filter((diagnostic) => !before.has(keyOf(diagnostic)));
  const files = new Set(left.map(({ file }) => file));
  const back = errorsIn(added) > 0 ? fixes.changes : fixes.changes.filter(({ file }) => files.has(file));
  if (back.length === 0) {
    err(`note: fixed ${count(fixes.fixed.length, "finding")} in ${count(fixes.changes.length, "file")}.`);
    return second;
  }
  write(back, "before");
  const [cause] = [...added.filter(({ level }) => level === "error"), ...left];
  err(
    `note: ${back.map(({ file }) => file).join(", ")}: taken back, because the second review says: ${cause?.message ?? ""} ` +
      "Another file, such as a patch, sets the field; change it there.",
  );
  return review(plan);
}

function write(changes: readonly Change[], which: "before" | "after"): void {
  for (const change of changes) {
    writeFileSync(resolve(change.file), change[which]);
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** What a finding is recognised by after lines have moved. */
function keyOf({ rule, object, field, message }: Diagnostic): string {
  return JSON.stringify([rule.id, object ?? message, field]);
}

/** Fixes of one file build on each other. */
function fixesOf(diagnostics: readonly Diagnostic[]): Fixes {
  const texts = new Map<string, { readonly before: string; after: string }>();
  const done: Diagnostic[] = [];
  const refused: string[] = [];
  for (const diagnostic of diagnostics) {
    const { file, fix, object = "" } = diagnostic;
    if (fix === undefined) {
      continue;
    }
    const field = formatPath(fix.path);
    if (fix.chart !== undefined) {
      refused.push(
        `${object}: ${field} is rendered by the chart ${fix.chart}, so --fix leaves it; set it in the values or the template.`,
      );
      continue;
    }
    try {
      const before = texts.get(file)?.before ?? readFileSync(resolve(file), "utf8");
      const path = "remove" in fix ? fix.path.slice(0, -1) : fix.path;
      const after = edited(texts.get(file)?.after ?? before, { object, path, fix });
      texts.set(file, { before, after });
      done.push(diagnostic);
    } catch (error) {
      const isFile = error instanceof EditProblem || (error as NodeJS.ErrnoException).code !== undefined;
      if (!isFile) {
        throw error;
      }
      const reason = error instanceof EditProblem ? error.message : "cannot be read";
      refused.push(`${object}: ${field} is left as it is, because ${file} ${reason}; change it yourself.`);
    }
  }
  return { fixed: done, refused, changes: [...texts].map(([file, text]) => ({ file, ...text })) };
}
