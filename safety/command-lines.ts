import { eachText } from "./expect";
import type { Finding } from "./finding";
import type { Path, Value } from "./value";

/** What a container runs, as one text. */
export interface CommandLine {
  /** The words, with a space between them; the lines of a script that a backslash continues are joined. */
  readonly text: string;
  /** The field to change: the one that holds the program. */
  readonly path: Path;
}

/**
 * Judges what a container runs: `command` and `args` together, and other commands, such as those of its lifecycle hooks,
 * each for itself. Nothing is judged that names no such program; a word that is not known yet might be it.
 *
 * @param others The paths of other commands, relative to the container.
 */
export function eachCommandLine(
  object: Value,
  container: Path,
  program: RegExp,
  check: (line: CommandLine) => readonly Finding[],
  others: readonly Path[] = [],
): readonly Finding[] {
  const groups = [[["command"], ["args"]], ...others.map((path) => [path])];
  return groups.flatMap((fields) => {
    const parts = fields.map((field) => {
      const path = [...container, ...field];
      const words: string[] = [];
      const unread = eachText(object, path, (word) => {
        words.push(word.replace(/\\\r?\n/g, " "));
        return [];
      });
      return { path, unread, text: words.join(" ") };
    });
    const unread = parts.flatMap((part) => part.unread);
    const holder = parts.find(({ text }) => program.test(text));
    const text = parts.map((part) => part.text).join(" ");
    return [...unread, ...(holder === undefined ? [] : check({ text, path: holder.path }))];
  });
}
