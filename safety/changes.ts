import { about, misshapen, undecided, type Finding, type SetFinding } from "./finding";
import { membersOf, sameKey, type Member, type Target } from "./objects";
import type { Change } from "./rule";
import { UNKNOWN, formatPath, isList, isMap, read, sameValue, type Path, type Value } from "./value";

/** One object of the cluster in two revisions. */
export interface Pair {
  readonly before: Member;
  readonly after: Member;
}

/** The objects of some kind that both revisions hold, matched by group, kind, namespace and name. */
export function keptPairs({ before, after }: Change, ...targets: readonly Target[]): readonly Pair[] {
  const earlier = Map.groupBy(membersOf(before, ...targets), ({ object }) => sameKey(object));
  return membersOf(after, ...targets).flatMap((member) => {
    const key = sameKey(member.object);
    const [found] = (key === undefined ? undefined : earlier.get(key)) ?? [];
    return found === undefined ? [] : [{ before: found, after: member }];
  });
}

/** The objects of some kind that only the earlier revision holds, with their positions there. */
export function removedMembers({ before, after }: Change, ...targets: readonly Target[]): readonly Member[] {
  const kept = new Set(after.map(sameKey));
  return membersOf(before, ...targets).filter(({ object }) => {
    const key = sameKey(object);
    return key === undefined || !kept.has(key);
  });
}

/** One object in two revisions. */
export interface Revisions {
  readonly before: Value;
  readonly after: Value;
}

/**
 * Judges every object of some kind that both revisions hold. An object whose name is not known yet may be any of those
 * before it, so that is a finding.
 */
export function eachKept(
  change: Change,
  targets: readonly Target[],
  check: (revisions: Revisions) => readonly Finding[],
): readonly SetFinding[] {
  const judged = keptPairs(change, ...targets).flatMap(({ before, after }) =>
    about(after.index, check({ before: before.object, after: after.object })),
  );
  return [...nameless(change, targets), ...judged];
}

function nameless({ before, after }: Change, targets: readonly Target[]): readonly SetFinding[] {
  if (membersOf(before, ...targets).length === 0) {
    return [];
  }
  return membersOf(after, ...targets).flatMap(({ index, object }) =>
    ["name", "namespace"].flatMap((field) => {
      const reading = read(object, ["metadata", field]);
      return reading.state === "unknown" ? about(index, [undecided(reading.path)]) : [];
    }),
  );
}

/** What else holds for a field that must stay. */
interface Terms {
  /** Why, as the end of a sentence that has "because" before it. */
  readonly because: string;
  /** Whether the field may be set where it was left out. */
  readonly once?: boolean;
  /** What it is when left out. */
  readonly otherwise?: Value;
}

/** Requires that a field has the value of the revision before. The finding quotes neither. */
export function mustStay({ before, after }: Revisions, path: Path, terms: Terms): readonly Finding[] {
  const { because, once = false, otherwise = null } = terms;
  const [was, is] = [read(before, path), read(after, path)];
  if (is.state === "misshapen") {
    return [misshapen(is.path, is.expected, is.value)];
  }
  const unknown = [is, was].find(({ state }) => state === "unknown");
  if (unknown !== undefined) {
    return [undecided(unknown.path)];
  }
  const earlier = was.state === "known" ? was.value : otherwise;
  const later = is.state === "known" ? is.value : otherwise;
  if ((earlier === null && once) || sameValue(earlier, later) === true) {
    return [];
  }
  if (holdsUnknown(earlier) || holdsUnknown(later)) {
    return [undecided(path)];
  }
  const verb = is.state === "absent" ? "keep" : was.state === "absent" ? "not add" : "not change";
  return [{ path, message: `must ${verb} ${formatPath(path)}, because ${because}` }];
}

function holdsUnknown(value: Value): boolean {
  if (isList(value)) {
    return value.some(holdsUnknown);
  }
  return isMap(value) ? Object.values(value).some(holdsUnknown) : value === UNKNOWN;
}
