import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Context, Engine, Value } from "../safety";
import { databasesIn } from "../safety/databases";
import { enginesOf } from "../safety/engines";
import { sameKey } from "../safety/objects";
import { enginesNamedIn, isBelow, lookInto, rootsOf } from "./checkout";
import { current } from "./current";
import type { Located } from "./manifest";
import type { Pair, Source } from "./sources";
import type { Target } from "./target";

/** What the repository around objects says about them. */
export interface Surroundings extends Required<Pick<Context, "isDelivered" | "placeOf">> {
  /** What has to do with a database. */
  readonly databases: ReadonlySet<Value>;
  /** The engines that deliver; undefined when nothing says it. */
  readonly engines: readonly Engine[] | undefined;
}

/**
 * Looks at the checkouts of both revisions, which have to be there still.
 *
 * @param engines The engines that somebody named; inferred when left out.
 */
export function surroundingsOf(
  pairs: readonly Pair[],
  targets: Readonly<Record<"now" | "then", readonly Target[]>>,
  engines: readonly Engine[] | undefined,
): Surroundings {
  const [now, then] = [targets.now, targets.then].map((some) => [
    ...new Set(some.flatMap(({ path }) => rootsOf(path))),
  ]) as [string[], string[]];
  const [later, earlier] = [objectsIn(pairs, "after"), objectsIn(pairs, "before")];
  const all = [...later, ...earlier];
  const databases = carriedOver(
    [databasesIn(later, lookInto(now, parsedIn(pairs))), databasesIn(earlier, lookInto(then))],
    all,
  );
  const places = placesOf(pairs);
  return {
    databases,
    engines: engines ?? enginesOf(all) ?? (databases.size === 0 ? undefined : enginesNamedIn(now)),
    placeOf: (object) => places.get(object)?.place ?? "",
    isDelivered: (object, delivery) => isBelow(now, places.get(object)?.file() ?? "", delivery),
  };
}

/** What the repository around a batch tells its rules. */
export function contextOf(known: Surroundings | undefined): Partial<Context> {
  if (known === undefined) {
    return {};
  }
  const { databases, engines, placeOf, isDelivered } = known;
  return {
    concerns: (object) => databases.has(current(object)),
    placeOf,
    isDelivered,
    ...(engines === undefined ? {} : { engines }),
  };
}

function objectsIn(pairs: readonly Pair[], revision: "after" | "before"): readonly Value[] {
  return pairs.flatMap((pair) => allOf(pair[revision]).map(({ object }) => current(object)));
}

/** The objects of a source, and those in the files of one that could not be rendered: they are compared as well. */
function allOf(source: Source | undefined): readonly Located[] {
  return [...(source?.objects ?? []), ...(source?.broken?.written ?? [])];
}

/** What was read of each file already. */
function parsedIn(pairs: readonly Pair[]): ReadonlyMap<string, readonly Value[]> {
  return new Map(
    pairs.flatMap(({ after }) =>
      after === undefined ||
      after.whole !== undefined ||
      after.diagnostics.length > 0 ||
      !existsSync(after.name)
        ? []
        : [[resolve(after.name), after.objects.map(({ object }) => object)] as const],
    ),
  );
}

/** Where an object is written: its file, and the folder, or what is rendered together, that gives it a namespace. */
interface Place {
  readonly file: () => string;
  readonly place: string;
}

function placesOf(pairs: readonly Pair[]): ReadonlyMap<Value, Place> {
  return new Map<Value, Place>(
    pairs.flatMap(({ after, before }) =>
      [after, before].flatMap((source) =>
        allOf(source).flatMap(({ object, positionOf }) => {
          const { name = "", whole } = source ?? {};
          const place = whole === undefined && /\.(?:ya?ml|json)$/i.test(name) ? dirname(name) : name;
          const known: Place = { file: () => positionOf([]).file, place };
          const versions = new Set<Value>([object, current(object)]);
          return [...versions].map((one) => [one, known] as const);
        }),
      ),
    ),
  );
}

/** What has to do with a database in one revision does so in the other: a change may take away just what shows it. */
function carriedOver(found: readonly ReadonlySet<Value>[], objects: readonly Value[]): ReadonlySet<Value> {
  const databases = found.flatMap((set) => [...set]);
  const keys = new Set(databases.flatMap((object) => sameKey(object) ?? []));
  return new Set([...databases, ...objects.filter((object) => keys.has(sameKey(object) ?? ""))]);
}
