import { misshapen, shown, undecided, type Finding } from "./finding";
import { UNKNOWN, formatPath, isList, isMap, read, type Known, type Path, type Value } from "./value";

/** What rules are made of: each function reads a field and answers for every state that the field can be in. */

/** What to do with a field that is there, and with one that is not. */
interface Cases<T extends Known> {
  readonly known: (value: T, path: Path) => readonly Finding[];
  /** Nothing to report when left out. */
  readonly absent?: (path: Path) => readonly Finding[];
}

/** Reads a field and hands it to the matching case; an unknown or unreadable field is a finding in every rule. */
export function inspect(root: Value, path: Path, cases: Cases<Known>): readonly Finding[] {
  const reading = read(root, path);
  switch (reading.state) {
    case "absent":
      return cases.absent?.(reading.path) ?? [];
    case "known":
      return cases.known(reading.value, reading.path);
    case "unknown":
      return [undecided(reading.path)];
    case "misshapen":
      return [misshapen(reading.path, reading.expected, reading.value)];
  }
}

/** The same for a field of one type: a value of another is a finding. */
function inspectType<T extends Known>(
  is: (value: Known) => value is T,
  expected: string,
): (root: Value, path: Path, cases: Cases<T>) => readonly Finding[] {
  return (root, path, cases) =>
    inspect(root, path, {
      ...cases,
      known: (value, at) => (is(value) ? cases.known(value, at) : [misshapen(at, expected, value)]),
    });
}

/** Reads a text. */
export const text = inspectType((value) => typeof value === "string", "a string");

/** Reads a whole or broken number. */
export const number = inspectType((value) => typeof value === "number", "a number");

/** Reads a boolean. */
export const boolean = inspectType((value) => typeof value === "boolean", "a boolean");

/** Reads a list as a whole. */
export const list = inspectType(isList, "a list");

/** Reads an object as a whole. */
export const map = inspectType(isMap, "an object");

/** Reads a list and each of its items; an absent list has none. */
export function eachItem(root: Value, path: Path, known: Cases<Known>["known"]): readonly Finding[] {
  return list(root, path, {
    known: (items) => items.flatMap((_, index) => inspect(root, [...path, index], { known })),
  });
}

/** Reads a list of texts and each of them; an absent list has none. */
export function eachText(root: Value, path: Path, known: Cases<string>["known"]): readonly Finding[] {
  return list(root, path, {
    known: (items) => items.flatMap((_, index) => text(root, [...path, index], { known })),
  });
}

/** Reads an object and each of its fields; an absent object has none. Fields that are null count as absent. */
export function eachField(
  root: Value,
  path: Path,
  known: (value: Known, path: Path, name: string) => readonly Finding[],
): readonly Finding[] {
  return map(root, path, {
    known: (fields) =>
      Object.keys(fields).flatMap((name) =>
        inspect(root, [...path, name], { known: (value, at) => known(value, at, name) }),
      ),
  });
}

/** Requires a boolean that is false or absent. */
export function mustNotBeTrue(root: Value, path: Path, because: string): readonly Finding[] {
  return boolean(root, path, { known: (value) => (value ? [wrong(path, value, because, false)] : []) });
}

/** Requires a boolean that is written down and has one value. */
export function mustBe(expected: boolean, root: Value, path: Path, because: string): readonly Finding[] {
  return boolean(root, path, {
    known: (value) => (value === expected ? [] : [wrong(path, value, because, expected)]),
    absent: () => [
      {
        path,
        message: `must set ${formatPath(path)} to ${String(expected)}, because ${because}`,
        fix: { set: expected },
      },
    ],
  });
}

function wrong(path: Path, value: boolean, because: string, right: boolean): Finding {
  const message = `must not set ${formatPath(path)} to ${String(value)}, because ${because}`;
  return { path, message, fix: { set: right } };
}

/**
 * Requires a text that is one of several. The finding quotes the value, so name the field in the rule's `shows`.
 *
 * @param otherwise What it is when left out, if that is as good: then it may be left out.
 */
export function mustBeOneOf(
  allowed: readonly string[],
  root: Value,
  path: Path,
  because: string,
  otherwise?: string,
): readonly Finding[] {
  const [only, ...others] = allowed;
  const fix = only === undefined || others.length > 0 ? {} : { fix: { set: only } };
  const wanted = allowed.map((value) => JSON.stringify(value)).join(" or ");
  return text(root, path, {
    known: (value) =>
      allowed.includes(value)
        ? []
        : [
            {
              path,
              message: `must not set ${formatPath(path)} to ${shown(value)}, but to ${wanted}, because ${because}`,
              ...fix,
            },
          ],
    absent: () =>
      otherwise !== undefined && allowed.includes(otherwise)
        ? []
        : [{ path, message: `must set ${formatPath(path)} to ${wanted}, because ${because}`, ...fix }],
  });
}

/** Requires that a field is there, with any value. */
export function mustBeSet(root: Value, path: Path, because: string): readonly Finding[] {
  return inspect(root, path, {
    known: () => [],
    absent: () => [{ path, message: `must set ${formatPath(path)}, because ${because}` }],
  });
}

/** Requires that a field is left out. */
export function mustBeAbsent(root: Value, path: Path, because: string): readonly Finding[] {
  return inspect(root, path, {
    known: () => [{ path, message: `must not set ${formatPath(path)}, because ${because}` }],
  });
}

/**
 * Requires that a list of sync options holds one of several, each written exactly so: Argo CD ignores what it does not
 * know.
 */
export function mustListOption(
  allowed: readonly string[],
  root: Value,
  path: Path,
  because: string,
): readonly Finding[] {
  const [first] = allowed;
  const missing = {
    ...(first === undefined ? {} : { fix: { add: first } }),
    path,
    message: `must list ${allowed.join(" or ")} in ${formatPath(path)}, because ${because}`,
  };
  return list(root, path, {
    known: (options) => {
      if (options.some((option) => typeof option === "string" && allowed.includes(option))) {
        return [];
      }
      const unknown = options.indexOf(UNKNOWN);
      return [unknown === -1 ? missing : undecided([...path, unknown])];
    },
    absent: () => [missing],
  });
}
