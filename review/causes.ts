import { formatPath, objectKey, type Rule, type SetFinding } from "../safety";
import { identityOf } from "../safety/objects";
import type { Diagnostic } from "./diagnostic";
import type { Located } from "./manifest";
import type { Surroundings } from "./surroundings";

/** A finding, and what keeps several rules from being decided; undefined for what was decided. */
export interface Judged {
  readonly diagnostic: Diagnostic;
  readonly cause: string | undefined;
}

/** One template of an ApplicationSet leaves many fields open, and is one cause; elsewhere each field is its own. */
export function causeOf(
  { undecided, path, removed }: SetFinding,
  located: Located | undefined,
): string | undefined {
  if (undecided !== true || located === undefined) {
    return undefined;
  }
  const { object, positionOf } = located;
  const generated = identityOf(object).kind === "ApplicationSet";
  return JSON.stringify([
    positionOf([]),
    objectKey(object),
    removed ?? false,
    generated ? "" : formatPath(path),
  ]);
}

/** What several rules could not decide for one cause is said once, by the strictest of them, and names the others. */
export function oncePerCause(all: readonly Judged[]): readonly Diagnostic[] {
  const decided = all.flatMap(({ diagnostic, cause }) => (cause === undefined ? diagnostic : []));
  const open = Map.groupBy(
    all.filter(({ cause }) => cause !== undefined),
    ({ cause }) => cause,
  );
  const said = [...open.values()].flatMap((judged) => {
    const [first, ...others] = judged
      .map(({ diagnostic }) => diagnostic)
      .sort((a, b) => Number(b.level === "error") - Number(a.level === "error"));
    const ids = [...new Set(others.map(({ rule }) => rule.id))].filter((id) => id !== first?.rule.id);
    if (first === undefined || ids.length === 0) {
      return first ?? [];
    }
    return { ...first, message: `${first.message} For the same reason ${ids.join(", ")} cannot be checked.` };
  });
  return [...decided, ...said];
}

/**
 * Where nothing says which engine delivers, a rule of one of them says so once, and not for every object: it may be that
 * none of them needs it.
 */
export function oneOfEngine(
  { engine }: Rule,
  found: readonly SetFinding[],
  known: Surroundings | undefined,
): readonly SetFinding[] {
  const [first] = found;
  if (engine === undefined || known === undefined || known.engines !== undefined || first === undefined) {
    return found;
  }
  const others = new Set(found.map(({ subject, removed }) => `${subject} ${removed ?? false}`)).size - 1;
  const more = others === 0 ? "" : `; neither do ${others} more objects carry it`;
  const message = `${first.message}${more}; nothing says which engine delivers them, so set --engine`;
  // Fixed for one object alone, the same would be said of the next one.
  const { path, subject, removed, undecided } = first;
  return [
    {
      path,
      subject,
      message,
      ...(removed === undefined ? {} : { removed }),
      ...(undecided === undefined ? {} : { undecided }),
    },
  ];
}
