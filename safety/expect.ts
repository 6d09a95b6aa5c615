import { misshapen, shown, undecided } from "./finding";
import type { Finding } from "./finding";
import { formatPath, isList, isMap, read, UNKNOWN } from "./value";
import type { Known, Path, Value } from "./value";

/** What to do with a field that is there, and with one that is not. */
export interface Cases {
  readonly known: (value: Known, path: Path) => readonly Finding[];
  /** Nothing to report when left out. */
  readonly absent?: (path: Path) => readonly Finding[];
}

/** Reads a field and hands it to the matching case; an unknown or unreadable field is a finding in every rule. */
export function inspect(root: Value, path: Path, cases: Cases): readonly Finding[] {
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

/** Requires a boolean that is false or absent. */
export function mustNotBeTrue(root: Value, path: Path, because: string): readonly Finding[] {
  return inspect(root, path, { known: (value) => boolean(value, path, false, because) });
}

/** Requires a boolean that is written down and has one value. */
export function mustBe(expected: boolean, root: Value, path: Path, because: string): readonly Finding[] {
  return inspect(root, path, {
    known: (value) => boolean(value, path, expected, because),
    absent: () => [
      { path, message: `must set ${formatPath(path)} to ${String(expected)}, because ${because}` },
    ],
  });
}

function boolean(value: Known, path: Path, expected: boolean, because: string): readonly Finding[] {
  if (typeof value !== "boolean") {
    return [misshapen(path, "a boolean", value)];
  }
  const message = `must not set ${formatPath(path)} to ${String(value)}, because ${because}`;
  return value === expected ? [] : [{ path, message }];
}

/** Reads a list and judges each of its items; an absent list has none. */
export function eachItem(
  root: Value,
  path: Path,
  known: (item: Known, path: Path) => readonly Finding[],
): readonly Finding[] {
  return inspect(root, path, {
    known: (list) => {
      if (!isList(list)) {
        return [misshapen(path, "a list", list)];
      }
      return list.flatMap((_, index) => inspect(root, [...path, index], { known }));
    },
  });
}

/** Fields of one type. Each function answers for a field that is unknown or of another type, so a rule need not. */

/** What to do with the text of a field, and without it. */
export interface TextCases {
  readonly known: (text: string, path: Path) => readonly Finding[];
  /** Nothing to report when left out. */
  readonly absent?: (path: Path) => readonly Finding[];
}

/** Reads a text. */
export function text(root: Value, path: Path, { known, absent }: TextCases): readonly Finding[] {
  return inspect(root, path, {
    known: (value) => (typeof value === "string" ? known(value, path) : [misshapen(path, "a string", value)]),
    ...(absent === undefined ? {} : { absent }),
  });
}

/** Reads a whole or broken number. */
export function number(
  root: Value,
  path: Path,
  cases: { known: (value: number) => readonly Finding[]; absent?: (path: Path) => readonly Finding[] },
): readonly Finding[] {
  const { known, absent } = cases;
  return inspect(root, path, {
    known: (value) => (typeof value === "number" ? known(value) : [misshapen(path, "a number", value)]),
    ...(absent === undefined ? {} : { absent }),
  });
}

/** Reads a list of texts and judges each of them; an absent list has none. */
export function eachText(
  root: Value,
  path: Path,
  known: (text: string, path: Path) => readonly Finding[],
): readonly Finding[] {
  return inspect(root, path, {
    known: (list) => {
      if (!isList(list)) {
        return [misshapen(path, "a list", list)];
      }
      return list.flatMap((_, index) => text(root, [...path, index], { known }));
    },
  });
}

/** Reads an object and judges each of its fields; an absent object has none. Fields that are null count as absent. */
export function eachField(
  root: Value,
  path: Path,
  known: (value: Known, path: Path, name: string) => readonly Finding[],
): readonly Finding[] {
  return inspect(root, path, {
    known: (map) => {
      if (!isMap(map)) {
        return [misshapen(path, "an object", map)];
      }
      return Object.keys(map).flatMap((name) =>
        inspect(root, [...path, name], { known: (value, at) => known(value, at, name) }),
      );
    },
  });
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
  const wanted = allowed.map((value) => JSON.stringify(value)).join(" or ");
  return text(root, path, {
    known: (value) =>
      allowed.includes(value)
        ? []
        : [
            {
              path,
              message: `must not set ${formatPath(path)} to ${shown(value)}, but to ${wanted}, because ${because}`,
            },
          ],
    absent: () =>
      otherwise !== undefined && allowed.includes(otherwise)
        ? []
        : [{ path, message: `must set ${formatPath(path)} to ${wanted}, because ${because}` }],
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
  const missing = {
    path,
    message: `must list ${allowed.join(" or ")} in ${formatPath(path)}, because ${because}`,
  };
  return inspect(root, path, {
    known: (options) => {
      if (!isList(options)) {
        return [misshapen(path, "a list", options)];
      }
      if (options.some((option) => typeof option === "string" && allowed.includes(option))) {
        return [];
      }
      const unknown = options.indexOf(UNKNOWN);
      return [unknown === -1 ? missing : undecided([...path, unknown])];
    },
    absent: () => [missing],
  });
}
