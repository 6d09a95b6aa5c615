import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Static } from "typebox";
import { stringify } from "yaml";
import type { Rule } from "../safety";
import { choice, int, list, object, text, texts } from "../schemas/mariadb/build";
import { firstOf, ReviewProblem, UsageError, type Diagnostic, type Review } from "./diagnostic";
import { parseManifest } from "./manifest";
import { schemaRule } from "./own-rules";
import type { Project } from "./project";
import { wrongIn } from "./project-schema";
import { targetOf } from "./target";

const schema = object(
  {
    paths: texts,
    findings: list(
      object(
        {
          rule: text,
          object: text,
          field: text,
          file: text,
          level: choice(["error", "warning"]),
          count: int,
        },
        ["rule", "file", "level"],
      ),
    ),
  },
  ["paths", "findings"],
);

/** The findings that were there when the review was introduced. */
export type Baseline = Static<typeof schema>;

type Entry = Baseline["findings"][number];

const header =
  " Findings that were there when mariadb-gitops review was introduced. They do not fail it. Entries are only ever removed:\n" +
  " run mariadb-gitops review with the same paths and --write-baseline once they are fixed.\n";

/** Where the file of a project is, from the top of the checkout. */
function nameOf({ settings }: Project): string {
  return settings.baseline ?? ".mariadb-gitops-baseline.yaml";
}

/**
 * The baseline of a project; undefined where there is none.
 *
 * @throws ReviewProblem for a file that is something else.
 */
export function readBaseline(project: Project): Baseline | undefined {
  const path = join(project.top, nameOf(project));
  if (!existsSync(path)) {
    return undefined;
  }
  const { objects, diagnostics } = parseManifest(readFileSync(path, "utf8"), targetOf(path).name);
  const [content] = objects;
  const [wrong] = wrongIn(content?.object ?? {}, schema);
  const problem =
    diagnostics[0] ??
    (wrong === undefined ? undefined : { ...content?.positionOf(wrong.path), message: wrong.message });
  if (problem !== undefined) {
    throw new ReviewProblem(`${targetOf(path).name}:${problem.line ?? 1}: ${problem.message}`);
  }
  return content?.object as unknown as Baseline;
}

/** The findings that a baseline may hold: of rules about what is written today, never of what a change takes away. */
function mayBeKnown({ rule, revision }: Diagnostic, rules: readonly Rule[]): boolean {
  const scope = rules.find(({ id }) => id === rule.id)?.scope;
  // What cannot be rendered or read was never reviewed, and would hide everything in it.
  return revision === undefined && (scope === "object" || scope === "set" || rule.id === schemaRule.id);
}

/** What the findings of a review are counted by, in spite of lines that move. */
function entryOf({ rule, object: of, field, file, level }: Diagnostic, top: string): Entry {
  return {
    rule: rule.id,
    ...(of === undefined ? {} : { object: of }),
    ...(field === undefined ? {} : { field }),
    file: relative(top, resolve(file)).split(sep).join("/"),
    level,
  };
}

const keyOf = ({ rule, object: of, field, file, level }: Entry) =>
  JSON.stringify([rule, of, field, file, level]);
/** The same in whatever file: renaming a file makes no new finding. */
const groupOf = (entry: Entry) => keyOf({ ...entry, file: "" });

function countsBy(entries: readonly Entry[], key: (entry: Entry) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    counts.set(key(entry), (counts.get(key(entry)) ?? 0) + (entry.count ?? 1));
  }
  return counts;
}

/** Takes one of a count, if there is one left. */
function take(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  counts.set(key, left - 1);
  return left > 0;
}

/** A review without the findings of the baseline, which are counted. A known warning hides no error. */
export function withBaseline(
  result: Review,
  project: Project,
  paths: readonly string[],
  rules: readonly Rule[],
): Review {
  const baseline = readBaseline(project);
  if (baseline === undefined) {
    return result;
  }
  const left = countsBy(baseline.findings, keyOf);
  const diagnostics = result.diagnostics.filter((diagnostic) => {
    if (!mayBeKnown(diagnostic, rules)) {
      return true;
    }
    const entry = entryOf(diagnostic, project.top);
    const known = [entry, ...(entry.level === "warning" ? [{ ...entry, level: "error" } as const] : [])];
    return !known.some((one) => (left.get(keyOf(one)) ?? 0) > 0 && take(left, keyOf(one)));
  });
  const gone = baseline.findings.filter((entry) => (left.get(keyOf(entry)) ?? 0) > 0);
  const named = gone.map((entry) => `${entry.rule} in ${entry.file}`);
  return {
    ...result,
    diagnostics,
    known: result.diagnostics.length - diagnostics.length,
    notes: [
      ...result.notes,
      // A review of other paths does not see the findings of these.
      ...(gone.length === 0 || !samePaths(baseline, project, paths)
        ? []
        : [
            `${nameOf(project)}: ${gone.length === 1 ? "an entry no longer occurs" : `${gone.length} entries no longer occur`}, ` +
              `${firstOf(named, 5)}; run the review with --write-baseline to remove what is fixed.`,
          ]),
    ],
  };
}

function samePaths(baseline: Baseline, { top }: Project, paths: readonly string[]): boolean {
  return JSON.stringify([...baseline.paths].sort()) === JSON.stringify(pathsFrom(top, paths));
}

function pathsFrom(top: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => relative(top, resolve(path)).split(sep).join("/") || ".").sort();
}

/**
 * Writes the findings of a review as the baseline. One that is there already only loses entries.
 *
 * @returns what was done, as a note.
 */
export function writeBaseline(
  { diagnostics }: Review,
  project: Project,
  paths: readonly string[],
  rules: readonly Rule[],
): string {
  const former = readBaseline(project);
  const name = nameOf(project);
  if (former !== undefined && !samePaths(former, project, paths)) {
    throw new UsageError(
      `${name} was written for ${former.paths.join(" ")}, and a review of other paths does not see its findings; name the same paths`,
    );
  }
  const today = diagnostics
    .filter((diagnostic) => mayBeKnown(diagnostic, rules))
    .map((diagnostic) => entryOf(diagnostic, project.top));
  const allowed = countsBy(former?.findings ?? today, groupOf);
  const kept = today.filter((entry) => take(allowed, groupOf(entry)));
  const counts = countsBy(kept, keyOf);
  const findings = [...new Map(kept.map((entry) => [keyOf(entry), entry]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => {
      const count = counts.get(key) ?? 1;
      return count === 1 ? entry : { ...entry, count };
    });
  const content: Baseline = { paths: [...pathsFrom(project.top, paths)], findings };
  const comment = header.replace(/^/gm, "#").replace(/#$/, "");
  writeFileSync(join(project.top, name), `${comment}${stringify(content)}`);
  const before = sumOf(former?.findings ?? []);
  const removed = former === undefined ? "" : `, ${before - kept.length} removed`;
  const others = diagnostics.length - kept.length;
  const rest =
    others === 0 ? "" : `; ${others} more are not in it, because it only shrinks or they are never known`;
  return `${name}: ${kept.length} ${kept.length === 1 ? "finding" : "findings"} written${removed}${rest}.`;
}

function sumOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { count = 1 }) => sum + count, 0);
}

/** How many findings a baseline has that the former one had not, in whatever file. */
export function grownBy(former: Baseline | undefined, now: Baseline | undefined): number {
  const before = countsBy(former?.findings ?? [], groupOf);
  return [...countsBy(now?.findings ?? [], groupOf)]
    .map(([key, count]) => count - (before.get(key) ?? 0))
    .reduce((sum, more) => sum + Math.max(more, 0), 0);
}
