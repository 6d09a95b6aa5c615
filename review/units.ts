import { dataKinds } from "../safety/kinds";
import { identityOf, isTarget, sameKey } from "../safety/objects";
import { current } from "./current";
import type { Position } from "./diagnostic";
import type { Batch } from "./findings";
import type { Located } from "./manifest";

/** Something that is delivered by itself, in both revisions. */
export interface Unit {
  readonly name: string;
  /** The file of an overlay or a chart. */
  readonly whole: Position | undefined;
  /** Whether it lies below a kustomization that does not name it, so that nothing says who delivers it. */
  readonly loose: boolean;
  /** Whether it is only in the earlier revision. */
  readonly gone: boolean;
  readonly after: readonly Located[];
  readonly before: readonly Located[];
}

type Part = Pick<Batch, "after" | "before">;

/**
 * The parts in which changes are looked for, where overlays of one environment hold an object of one name, such as those
 * of two clusters. What one cluster loses is lost though the other has it, and their sizes are not each other's past.
 *
 * @returns nothing where no two of them do: then all of it is one part.
 */
export function partsOf(units: readonly Unit[]): { readonly parts?: readonly Part[] } {
  const files = units.filter(({ whole, loose }) => whole === undefined && !loose);
  const groups = [
    joined(files),
    joined(units.filter(({ loose }) => loose)),
    ...units.filter(({ whole }) => whole !== undefined).map((unit) => joined([unit])),
  ];
  const holders = new Map<string, Set<Group>>();
  for (const group of groups) {
    for (const key of [...group.keysBefore, ...group.keysAfter]) {
      holders.set(key, (holders.get(key) ?? new Set()).add(group));
    }
  }
  const shared = new Set(
    [...holders].flatMap(([key, all]) => ([...all].every((one) => movedOnce(one, key, all)) ? [] : [...all])),
  );
  if (shared.size === 0) {
    return {};
  }
  const rest = joined(groups.filter((group) => !shared.has(group)).flatMap((group) => group.units));
  return {
    parts: [rest, ...shared].map((group) => ({ before: group.before, after: withArrivals(group, groups) })),
  };
}

/** Units that are looked at together, with the keys of their data. */
interface Group extends Part {
  readonly before: readonly Located[];
  readonly units: readonly Unit[];
  readonly loose: boolean;
  readonly keysBefore: ReadonlySet<string>;
  readonly keysAfter: ReadonlySet<string>;
}

function joined(units: readonly Unit[]): Group {
  const [before, after] = [units.flatMap((unit) => unit.before), units.flatMap((unit) => unit.after)];
  return {
    before,
    after,
    units,
    loose: units.some(({ loose }) => loose),
    keysBefore: keysOf(before),
    keysAfter: keysOf(after),
  };
}

/** Whether an object of a name is in one group only, or left one for another that may deliver it now. */
function movedOnce(group: Group, key: string, all: ReadonlySet<Group>): boolean {
  if (all.size === 1) {
    return true;
  }
  const [before, after] = [
    [...all].filter(({ keysBefore }) => keysBefore.has(key)),
    [...all].filter(({ keysAfter }) => keysAfter.has(key)),
  ];
  return before.length <= 1 && after.length <= 1 && (!group.loose || !group.keysAfter.has(key));
}

/** What a group holds, and what moved from it to another one that did not hold it before. */
function withArrivals(group: Group, groups: readonly Group[]): readonly Located[] {
  const arrived = groups
    .filter((other) => !other.loose && !other.units.some((unit) => group.units.includes(unit)))
    .flatMap((other) =>
      other.after.filter((located) => {
        const key = keyOf(located);
        return (
          key !== undefined &&
          group.keysBefore.has(key) &&
          !group.keysAfter.has(key) &&
          !other.keysBefore.has(key)
        );
      }),
    );
  return [...group.after, ...arrived];
}

function keysOf(objects: readonly Located[]): ReadonlySet<string> {
  return new Set(objects.flatMap((located) => keyOf(located) ?? []));
}

/** The key of an object of a kind that matters for data. */
export function keyOf({ object }: Located): string | undefined {
  const today = current(object);
  const { group, kind } = identityOf(today);
  return isTarget(dataKinds, group, kind) ? sameKey(today) : undefined;
}
