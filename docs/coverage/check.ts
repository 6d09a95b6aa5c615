import { normalize } from "node:path";
import { themeNames, type Entry, type Theme } from "./theme";

/**
 * Says what is wrong with the coverage data: a theme or a line that is missing, doubled or out of order, a file that
 * is gone, a conflict without its resolution. Pure.
 *
 * @param exists whether the repository has a file or folder of this path
 * @returns one sentence for each problem; empty when the data can be believed
 */
export function coverageProblems(themes: readonly Theme[], exists: (path: string) => boolean): string[] {
  return [
    ...differences(
      themeNames,
      themes.map(({ theme }) => theme),
    ).map((problem) => `themes: ${problem}`),
    ...themes.flatMap((theme) => [
      ...numbering(theme),
      ...theme.entries.flatMap((entry) => [...lostPaths(entry, exists), ...unresolved(theme, entry)]),
    ]),
  ];
}

/** Ids that the acceptance list has and the data has not, and the other way round. */
export function differsFromList(themes: readonly Theme[], list: readonly string[]): string[] {
  return differences(
    list,
    themes.flatMap(({ entries }) => entries.map(({ id }) => id)),
  );
}

/** The ids of the acceptance list: the first cell of each row that is one. */
export function listedIds(markdown: string): string[] {
  return [...markdown.matchAll(/^\| ([A-Z]+-\d+) \|/gm)].map(([, id]) => id ?? "");
}

/** Ids run from 01 to the count of the theme, in order, without a gap. */
function numbering({ theme, count, entries }: Theme): string[] {
  const expected = Array.from(
    { length: count },
    (_, index) => `${theme}-${String(index + 1).padStart(2, "0")}`,
  );
  const found = entries.map(({ id }) => id);
  const problems = differences(expected, found);
  if (problems.length === 0 && found.some((id, index) => id !== expected[index])) {
    return [`${theme}: the ids are out of order`];
  }
  return problems.map((problem) => `${theme}: ${problem}`);
}

function differences(expected: readonly string[], found: readonly string[]): string[] {
  const doubled = found.filter((id, index) => found.indexOf(id) !== index);
  return [
    ...expected.filter((id) => !found.includes(id)).map((id) => `${id} is missing`),
    ...found.filter((id) => !expected.includes(id)).map((id) => `${id} is not in the list`),
    ...[...new Set(doubled)].map((id) => `${id} is there more than once`),
  ];
}

function lostPaths(entry: Entry, exists: (path: string) => boolean): string[] {
  const named = entry.status === "not taken" ? [] : (entry.by ?? []);
  const planned = entry.status === "planned" ? (entry.at ?? []) : [];
  return [
    ...[...named, ...planned]
      .filter((path) => !isInside(path))
      .map((path) => `${entry.id}: ${path} is no path inside the repository`),
    ...named
      .filter((path) => isInside(path) && !exists(path))
      .map((path) => `${entry.id}: ${path} does not exist`),
  ];
}

function isInside(path: string): boolean {
  return path === normalize(path) && !path.startsWith("/") && !path.startsWith("..");
}

function unresolved({ theme }: Theme, { id, resolution }: Entry): string[] {
  return theme === "CF" && resolution === undefined ? [`${id}: a conflict needs its resolution`] : [];
}
