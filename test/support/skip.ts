import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { watchOver } from "./watch";

/** The variable with the file in which every process of a run, also the parallel ones, notes what it skips. */
export const skipNotes = "MARIADB_GITOPS_SKIPPED";

/** Skips a test, or in a hook all tests of its suite. The reason is printed at the end of the run. */
export function skip(context: Mocha.Context, reason: string): never {
  const ofSuite = context.test?.title.startsWith('"before all"') === true;
  const tests = ofSuite ? context.test?.parent?.total() : 1;
  const file = process.env[skipNotes];
  if (file !== undefined) {
    appendFileSync(file, `${JSON.stringify({ reason, tests })}\n`);
  }
  return context.skip();
}

/** How many tests were skipped for which reason, one line each; none when nothing was skipped. */
export function skipReport(notes: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of notes.split("\n").filter((text) => text !== "")) {
    const { reason, tests } = JSON.parse(line) as { reason: string; tests: number };
    counts.set(reason, (counts.get(reason) ?? 0) + tests);
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return all === 0
    ? []
    : [
        `${all} skipped:`,
        ...[...counts].map(([reason, count]) => `  ${count} ${count === 1 ? "test" : "tests"}: ${reason}`),
      ];
}

/**
 * Runs before the tests, in the process that the parallel ones inherit their environment from. All temporary files of
 * the run go into one folder, which also goes when the run is killed.
 */
export function mochaGlobalSetup(): void {
  const folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-"));
  watchOver(folder);
  process.env.TMPDIR = folder;
  process.env[skipNotes] = join(folder, "notes");
}

/** Runs after the report of the tests. */
export function mochaGlobalTeardown(): void {
  const file = process.env[skipNotes] ?? "";
  const lines = existsSync(file) ? skipReport(readFileSync(file, "utf8")) : [];
  process.stdout.write(lines.map((line) => `  ${line}\n`).join(""));
  rmSync(dirname(file), { recursive: true, force: true });
}
