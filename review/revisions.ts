import { environmentSaidBy } from "./environment";
import { checkOut, type Base } from "./base";
import { changedMigrations, readMigrations, type ReadMigrations } from "./migrations";
import { ReviewProblem } from "./problem";
import { readTarget, sourceOf } from "./read-target";
import type { Plan } from "./review";
import { targetOf, type Source, type Target } from "./source";

/** One source in both revisions. */
export interface Pair {
  readonly after?: Source | undefined;
  readonly before?: Source | undefined;
}

/** Everything that a plan names on disk. */
export interface Everything {
  readonly pairs: readonly Pair[];
  /** The migrations that no manifest holds; none without an earlier revision. */
  readonly migrations: readonly ReadMigrations[];
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
    return { pairs: [...pairs.flat(), ...stdin], migrations };
  } finally {
    base?.remove();
  }
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
