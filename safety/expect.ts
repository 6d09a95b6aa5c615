import { read } from "./read";
import type { Reading } from "./read";
import type { Finding } from "./finding";
import { formatPath, isList, typeName } from "./value";
import type { Known, Path, Value } from "./value";

/** What rules are made of: each function reads a field and answers for every state that the field can be in. */

/** The finding for a value that decides, but is not known yet. */
export function undecided(path: Path): Finding {
  const message =
    `cannot be decided at preview: ${formatPath(path)} is not known yet; ` +
    "make it known (write a constant, not another resource's output or a generator's parameter)";
  return { path, message, undecided: true };
}

/** The finding for a field of the wrong type. It names the types and never the value. */
export function misshapen(path: Path, expected: string, value: Value): Finding {
  return { path, message: `must write ${formatPath(path)} as ${expected}, not as ${typeName(value)}` };
}

/** What to do with a field that is there, and with one that is not. */
export interface Cases {
  readonly known: (value: Known, path: Path) => readonly Finding[];
  /** Nothing to report when left out. */
  readonly absent?: (path: Path) => readonly Finding[];
}

/** Reads a field and hands it to the matching case; an unknown or unreadable field is a finding in every rule. */
export function inspect(root: Value, path: Path, cases: Cases): readonly Finding[] {
  return judge(read(root, path), cases);
}

function judge(reading: Reading, cases: Cases): readonly Finding[] {
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
