/**
 * What became of every line of the acceptance list: covered and by which files, planned, or not taken and why. The data
 * is in `docs/coverage/`, one file for each theme; `docs/coverage.md` is written from it by `docs/generate.ts`.
 *
 *     node --require ts-node/register/transpile-only docs/coverage.ts --planned
 *
 * lists what is still planned, by issue and by the file that will bring it. When a line is done, write
 * `status: covered`, take `issue` out, and turn `at` into `by` with the files that really do it, the test among them.
 */
import { existsSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { readThemes, statuses, type Entry, type Planned, type Theme } from "./coverage/theme";
import { table } from "./markdown";

const root = resolve(__dirname, "..");

/** The data of every theme, from `docs/coverage/`. */
export function coverage(): readonly Theme[] {
  return readThemes(join(__dirname, "coverage"));
}

/** Whether the repository has a file or folder of this path. */
export function inRepository(path: string): boolean {
  return existsSync(join(root, path));
}

/** The generated page. */
export function renderCoverage(themes: readonly Theme[] = coverage()): { path: string; content: string } {
  const lines = [
    "# Coverage",
    "",
    "<!-- Written by docs/generate.ts from docs/coverage/. Do not edit. -->",
    "",
    "The acceptance list collects what courses and guides on GitOps for databases teach, mistakes included. For each line:",
    "what covers it, in which issue it is planned, or why it is not taken.",
    "",
    ...summary(themes),
    ...themes.flatMap(section),
  ];
  return { path: "docs/coverage.md", content: `${lines.join("\n")}\n` };
}

function summary(themes: readonly Theme[]): readonly string[] {
  const counts = (entries: readonly Entry[]) => [
    ...statuses.map((status) => String(entries.filter((entry) => entry.status === status).length)),
    String(entries.length),
  ];
  return table(
    ["Theme", "", ...statuses, "all"],
    [
      ...themes.map(({ theme, title, entries }) => [
        `[${theme}](#${theme.toLowerCase()})`,
        title,
        ...counts(entries),
      ]),
      ["all", "", ...counts(themes.flatMap(({ entries }) => entries))],
    ],
  );
}

/** The heading is the bare id, so that links to it outlive a change of the title. */
function section({ theme, title, entries }: Theme): string[] {
  const rows = entries.map((entry) => [entry.id, what(entry), entry.status, where(entry)]);
  return [
    "",
    `## ${theme}`,
    "",
    `${title}.`,
    "",
    ...table(["Id", "What", "Status", "Where, or why not"], rows),
  ];
}

function what({ what: subject, resolution }: Entry): string {
  return resolution === undefined ? subject : `${subject}: ${resolution}`;
}

function where(entry: Entry): string {
  return [place(entry), entry.note].filter((part) => part !== undefined && part !== "").join("; ");
}

function place(entry: Entry): string {
  switch (entry.status) {
    case "covered":
      return links(entry.by);
    case "not taken":
      return entry.because;
    case "planned": {
      const to = (entry.at ?? []).map((path) => `\`${path}\``).join(", ");
      const when = `${issueName(entry)}${to === "" ? "" : `: ${to}`}`;
      return entry.by === undefined ? when : `${when}; so far ${links(entry.by)}`;
    }
  }
}

function issueName({ issue }: Planned): string {
  return issue === "later" ? "later" : `issue ${issue}`;
}

function links(paths: readonly string[]): string {
  return paths.map((path) => `[${path}](${posix.relative("docs", path)})`).join(", ");
}

/** What is still planned, by issue and by the first file that will bring it. */
export function renderPlanned(themes: readonly Theme[], exists: (path: string) => boolean): string {
  const entries = themes
    .flatMap((theme) => theme.entries)
    .filter((entry): entry is Planned => entry.status === "planned");
  return [...groups(entries, issueName)]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([issue, ofIssue]) => {
      const files = [...groups(ofIssue, ({ at }) => at?.[0] ?? "")].toSorted(([a], [b]) =>
        a.localeCompare(b),
      );
      return [`${issue}: ${ofIssue.length}`, ...files.flatMap((file) => ofFile(file, exists))].join("\n");
    })
    .join("\n\n");
}

/** A file that exists by now may cover its lines: whoever reads this looks, and changes their status. */
function ofFile([path, entries]: [string, readonly Planned[]], exists: (path: string) => boolean): string[] {
  const title = path === "" ? "no file named" : `${path}${exists(path) ? " (exists now)" : ""}`;
  return [`  ${title}`, ...entries.map(({ id, what: subject }) => `    ${id.padEnd(7)}${subject}`)];
}

function groups<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  }
  return found;
}

function main(args: readonly string[]): number {
  if (args.length !== 1 || args[0] !== "--planned") {
    process.stderr.write("✗ Say --planned to list what is planned. docs/generate.ts writes the page.\n");
    return 2;
  }
  process.stdout.write(`${renderPlanned(coverage(), inRepository)}\n`);
  return 0;
}

if (require.main === module) {
  process.exitCode = main(process.argv.slice(2));
}
