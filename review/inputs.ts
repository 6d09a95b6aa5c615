import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Engine, Environment, Value } from "../safety";
import { databasesIn } from "../safety/databases";
import { enginesOf } from "../safety/engines";
import { sameKey } from "../safety/objects";
import { checkOut, type Base } from "./base";
import { enginesNamedIn, isBelow, lookInto, rootsOf } from "./checkout";
import type { ReviewConfig } from "./config";
import { ReviewProblem, UsageError } from "./diagnostic";
import type { Batch, Surroundings } from "./findings";
import { changedMigrations, readMigrations, type ReadMigrations } from "./migrations";
import { environmentSaidBy, readTarget, sourceOf, type Source } from "./sources";
import { targetOf, type Target } from "./target";

/** What to review, and how. */
export interface Plan {
  /** Folders, files and "-" for `stdin`. */
  readonly paths: readonly string[];
  /** The output of `pulumi preview --json`. */
  readonly preview?: string | undefined;
  /** The environment of everything; otherwise each source says its own. */
  readonly environment?: Environment | undefined;
  /** The engines that deliver; inferred when left out. */
  readonly engines?: readonly Engine[] | undefined;
  /** The release of mariadb-operator that the manifests are written for. */
  readonly operatorVersion?: string | undefined;
  /** The Git revision to compare with. */
  readonly base?: string | undefined;
  /** Folders and files of the environment that ran before. */
  readonly promotedFrom: readonly string[];
  /** Whether files of a kustomization are read as they are. */
  readonly raw: boolean;
  readonly config: ReviewConfig;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly readStdin: () => string;
}

/** One source in both revisions. */
export interface Pair {
  readonly after?: Source | undefined;
  readonly before?: Source | undefined;
}

/** Everything that a plan names on disk. */
interface Everything {
  readonly pairs: readonly Pair[];
  /** The migrations that no manifest holds; none without an earlier revision. */
  readonly migrations: readonly ReadMigrations[];
  /** What is known of the objects besides themselves. */
  readonly known: Surroundings;
}

/** Reads what the paths of a plan name, as it is and as it was in the base revision. */
export async function readAll(plan: Plan): Promise<Everything> {
  const targets = plan.paths.filter((path) => path !== "-").map(targetOf);
  const [first] = targets;
  const base =
    plan.base === undefined || first === undefined ? undefined : await checkOut(plan.base, first.path);
  try {
    const pairs = await Promise.all(targets.map((target) => readPair(target, base, plan)));
    const stdin = plan.paths.includes("-") ? [{ after: sourceOf("stdin", plan.readStdin()) }] : [];
    const migrations =
      base === undefined
        ? []
        : readMigrations(targets, base, plan.raw).map((read, index) => ({
            changed: changedMigrations(read),
            environment: plan.environment ?? environmentOf(read.target, pairs[index] ?? []),
            files: new Set([...read.before.keys(), ...read.after.keys()]).size,
          }));
    const all: readonly Pair[] = [...pairs.flat(), ...stdin];
    const roots = [...new Set(targets.flatMap(({ path }) => rootsOf(path)))];
    const then = base === undefined ? [] : targets.map((target) => base.targetOf(target).path);
    const [later, earlier] = [objectsIn(all, "after"), objectsIn(all, "before")];
    const databases = carriedOver(
      [
        databasesIn(later, lookInto(roots, parsedIn(all))),
        databasesIn(earlier, lookInto(then.flatMap(rootsOf))),
      ],
      [...later, ...earlier],
    );
    const engines =
      plan.engines ??
      enginesOf([...later, ...earlier]) ??
      (databases.size === 0 ? undefined : enginesNamedIn(roots));
    const places = placesOf(all);
    return {
      pairs: all,
      migrations,
      known: {
        databases,
        engines,
        placeOf: (object) => places.get(object)?.place ?? "",
        isDelivered: (object, delivery) => isBelow(roots, places.get(object)?.file ?? "", delivery),
      },
    };
  } finally {
    base?.remove();
  }
}

function objectsIn(pairs: readonly Pair[], revision: "after" | "before"): readonly Value[] {
  return pairs.flatMap((pair) => pair[revision]?.objects.map(({ object }) => object) ?? []);
}

/** What was read of each file already. */
function parsedIn(pairs: readonly Pair[]): ReadonlyMap<string, readonly Value[]> {
  return new Map(
    pairs.flatMap(({ after }) =>
      after === undefined || after.diagnostics.length > 0 || !existsSync(after.name)
        ? []
        : [[resolve(after.name), after.objects.map(({ object }) => object)] as const],
    ),
  );
}

/** Where each object is written: its file, and the folder, or what is rendered together, that gives it a namespace. */
function placesOf(
  pairs: readonly Pair[],
): ReadonlyMap<Value, { readonly file: string; readonly place: string }> {
  return new Map(
    pairs.flatMap(({ after, before }) =>
      [after, before].flatMap((source) =>
        (source?.objects ?? []).map(({ object, positionOf }) => {
          const { name = "" } = source ?? {};
          const place = /\.(?:ya?ml|json)$/i.test(name) ? dirname(name) : name;
          return [object, { file: positionOf([]).file, place }] as const;
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

/** A file of SQL says no environment. It is of the strictest that its path or the manifests beside it say. */
function environmentOf({ name }: Target, pairs: readonly Pair[]) {
  const objects = pairs.flatMap(({ after, before }) => [
    ...(after?.objects ?? []),
    ...(before?.objects ?? []),
  ]);
  return environmentSaidBy({ name, objects, diagnostics: [], files: 0, notes: [] }) ?? "production";
}

async function readPair(target: Target, base: Base | undefined, plan: Plan): Promise<readonly Pair[]> {
  const [after, before] = await Promise.all([
    readTarget(target, plan.raw),
    base === undefined ? undefined : readBefore(base.targetOf(target), plan),
  ]);
  if (after === undefined && before === undefined) {
    throw new ReviewProblem(
      `${target.name} does not exist${plan.base === undefined ? "" : `, nor in ${plan.base}`}.`,
    );
  }
  const names = [...new Set([...(after ?? []), ...(before ?? [])].map(({ name }) => name))];
  const named = (sources: readonly Source[] | undefined, name: string) =>
    sources?.find((source) => source.name === name);
  return names.map((name) => ({ after: named(after, name), before: named(before, name) }));
}

async function readBefore(target: Target, { base = "", raw }: Plan): Promise<readonly Source[] | undefined> {
  try {
    return await readTarget(target, raw);
  } catch (error) {
    throw error instanceof ReviewProblem ? new ReviewProblem(`In ${base}: ${error.message}`) : error;
  }
}

/** What the environment renders that ran before. */
interface Earlier {
  readonly objects: readonly Value[];
  readonly notes: readonly string[];
}

/** The part of a plan that says what is promoted. */
interface Promoted {
  readonly paths: readonly string[];
  readonly promotedFrom: readonly string[];
  readonly raw: boolean;
}

/**
 * Reads the manifests of the environment that ran before. They are rendered and not reviewed: that environment has a
 * review of its own.
 *
 * @returns undefined when none is named.
 * @throws ReviewProblem for what cannot be read or holds no object, and for what would be compared with itself.
 */
export async function readEarlier({ paths, promotedFrom, raw }: Promoted): Promise<Earlier | undefined> {
  if (promotedFrom.length === 0) {
    return undefined;
  }
  const reviewed = new Set(paths.map((path) => targetOf(path).path));
  const read = await Promise.all(
    promotedFrom.map(async (word) => {
      const target = targetOf(word);
      if (reviewed.has(target.path)) {
        throw new UsageError(
          `--promoted-from ${word} is one of the reviewed paths; name the overlay, folder or ` +
            "file of the environment that ran before",
        );
      }
      return readOne(target, raw);
    }),
  );
  return { objects: read.flatMap(({ objects }) => objects), notes: read.flatMap(({ notes }) => notes) };
}

async function readOne(target: Target, raw: boolean): Promise<Earlier> {
  const sources = await readTarget(target, raw);
  if (sources === undefined) {
    throw new ReviewProblem(`--promoted-from ${target.name} does not exist.`);
  }
  const notes = sources.flatMap((source) => source.notes);
  const objects = sources.flatMap((source) => source.objects.map(({ object }) => object));
  if (objects.length === 0) {
    const said = notes.map((note) => `\n  ${note}`).join("");
    throw new ReviewProblem(
      `--promoted-from ${target.name} holds no Kubernetes object, so nothing has run there; name an overlay, a folder ` +
        `of manifests or a file.${said}`,
    );
  }
  // What cannot be read is missing, and the rules then find what has no counterpart.
  const unread = sources
    .filter(({ diagnostics }) => diagnostics.length > 0)
    .map(({ name }) => `${name}: parts of it cannot be read, and count as what has not run.`);
  return { objects, notes: [...notes, ...unread] };
}

/**
 * Batches that are held to what ran before.
 *
 * @throws UsageError when there are several: each environment has another one before it.
 */
export function promote(batches: readonly Batch[], earlier: readonly Value[]): readonly Batch[] {
  const filled = batches.filter(({ after }) => after.length > 0);
  if (filled.length > 1) {
    const names = filled.map(({ environment }) => environment).join(" and ");
    throw new UsageError(
      `--promoted-from is for one environment, and the paths are of ${names}; review one of them at a time, or set --env`,
    );
  }
  return batches.map((batch) => ({ ...batch, earlier }));
}
