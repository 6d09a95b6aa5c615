import { posix } from "node:path";
import type { Engine, Environment } from "../safety";
import { checkOut, topOf, type Base } from "./base";
import type { ReviewConfig } from "./config";
import { deliveriesIn, type Delivery } from "./deliveries";
import { ReviewProblem } from "./diagnostic";
import { isFolder } from "./kustomization";
import { changedMigrations, readMigrations, type ReadMigrations } from "./migrations";
import { readTarget } from "./folder";
import { environmentIn, noProject, readProject, type Project } from "./project";
import { environmentSaidBy, readerOf, sourceOf, type Pair, type Reader, type Source } from "./sources";
import { textsBelow } from "./scan";
import { surroundingsOf, type Surroundings } from "./surroundings";
import { chartOf } from "./charts";
import { whyMissing } from "./files";
import { folderOfFile, isKustomizationFile, targetOf, type Target } from "./target";

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
  /** What the repository sets; levels, parameters and exceptions are in `config`. */
  readonly project: Project;
  /** Whether the findings become the baseline. */
  readonly writeBaseline: boolean;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly readStdin: () => string;
}

/** Everything that a plan names on disk. */
export interface Everything {
  readonly pairs: readonly Pair[];
  /** The migrations that no manifest holds; none without an earlier revision. */
  readonly migrations: readonly ReadMigrations[];
  /** Whether anything that is written below the paths, in either revision, names a database of this family. */
  readonly namesDatabases: () => boolean;
  /** The top of the checkout, which paths in deliveries are relative to. */
  readonly top: string;
  /** What the manifests of both revisions deliver. */
  readonly deliveries: Readonly<Record<"before" | "after", readonly Delivery[]>>;
  /** What the repository set in the earlier revision; undefined without one. */
  readonly formerProject: Project | undefined;
  /** What is known of the objects besides themselves. */
  readonly known: Surroundings;
}

/**
 * Reads what the paths of a plan name, as it is and as it was in the base revision.
 *
 * @param work What to do with it, while the copy of that revision is still there.
 */
export async function readAll<T>(plan: Plan, work: (read: Everything) => T): Promise<T> {
  const chartFor = (target: Target) => chartOf(target, plan.base !== undefined);
  const named = plan.paths.filter((path) => path !== "-").map(targetOf);
  const targets = [...new Map(named.map(chartFor).map((target) => [target.path, target])).values()];
  const instead = named.filter(({ path }) => !targets.some((target) => target.path === path));
  const [first] = targets;
  const base =
    plan.base === undefined || first === undefined ? undefined : await checkOut(plan.base, first.path);
  try {
    const top = topOf(first?.path ?? ".");
    const readers = {
      after: readerOf(top, plan.raw),
      before: base === undefined ? undefined : readerOf(base.top, plan.raw),
    };
    const read = await Promise.all(targets.map((target) => readPair(target, base, readers, plan)));
    const stdin: readonly Pair[] = plan.paths.includes("-")
      ? [{ after: sourceOf("stdin", plan.readStdin()), named: true }]
      : [];
    const migrations =
      base === undefined
        ? []
        : readMigrations(targets, base, plan.raw).map((one, index) => ({
            changed: changedMigrations(one),
            environment:
              plan.environment ??
              environmentIn(plan.project, one.target.path) ??
              environmentOf(one.target, read[index] ?? []),
            files: new Set([...one.before.keys(), ...one.after.keys()]).size,
          }));
    const pairs = [
      ...eachOnce(read.flat()),
      ...stdin,
      ...instead.map((one) => asTemplate(one, chartFor(one))),
    ];
    const delivered = (side: "before" | "after", from: string) =>
      deliveriesIn(
        pairs.flatMap((pair) => pair[side]?.objects ?? []).map(({ object }) => object),
        from,
      );
    const then = base === undefined ? [] : targets.map(base.targetOf);
    const folders = [...targets, ...then].filter(({ path }) => isFolder(path));
    return work({
      pairs,
      migrations,
      namesDatabases: () =>
        folders.some((folder) =>
          textsBelow(folder).some((text) => /mariadb|mysql|galera|percona/i.test(text)),
        ),
      top,
      formerProject: base === undefined ? undefined : formerProject(base),
      deliveries:
        base === undefined
          ? { before: [], after: [] }
          : { before: delivered("before", base.top), after: delivered("after", top) },
      known: surroundingsOf(pairs, { now: targets, then }, plan.engines),
    });
  } finally {
    base?.remove();
  }
}

/** A template of a chart, for the chart that is rendered instead. */
function asTemplate({ name }: Target, chart: Target): Pair {
  const note = `${name}: a template is no manifest before it is rendered, so the chart ${chart.name} is reviewed.`;
  return { after: { name, objects: [], diagnostics: [], files: 0, notes: [note] }, named: true };
}

/** A file that could not be read then switched nothing off: every review ended with it. */
function formerProject({ top }: Base): Project {
  try {
    return readProject(top);
  } catch (error) {
    if (error instanceof ReviewProblem) {
      return noProject(top);
    }
    throw error;
  }
}

/** A source that two paths name, as a folder and as an overlay in it, is read and judged once. */
function eachOnce(pairs: readonly Pair[]): readonly Pair[] {
  return [...Map.groupBy(pairs, ({ after, before }) => (after ?? before)?.name).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, named: same.some(({ named }) => named) }];
  });
}

/** A file of SQL says no environment. It is of the strictest that its path or the manifests beside it say. */
function environmentOf({ name }: Target, pairs: readonly Pair[]) {
  const objects = pairs.flatMap(({ after, before }) => [
    ...(after?.objects ?? []),
    ...(before?.objects ?? []),
  ]);
  return environmentSaidBy({ name, objects, diagnostics: [], files: 0, notes: [] }) ?? "production";
}

/** Who reads which revision. */
interface Readers {
  readonly after: Reader;
  readonly before: Reader | undefined;
}

async function readPair(
  target: Target,
  base: Base | undefined,
  readers: Readers,
  plan: Plan,
): Promise<readonly Pair[]> {
  const [after, before] = await Promise.all([
    readTarget(target, readers.after),
    base === undefined || readers.before === undefined
      ? undefined
      : readBefore(base.targetOf(target), readers.before, plan),
  ]);
  if (after === undefined && before === undefined) {
    const nor = plan.base === undefined ? "" : `, nor in ${plan.base}`;
    throw new ReviewProblem(`${target.name} ${whyMissing(target.path)}${nor}.`);
  }
  const names = [...new Set([...(after ?? []), ...(before ?? [])].map(({ name }) => name))];
  const [later, earlier] = [after, before].map((sources) => new Map(sources?.map((one) => [one.name, one])));
  const overlay = isKustomizationFile(posix.basename(target.name)) ? folderOfFile(target).name : target.name;
  return names.map((name) => ({
    after: later?.get(name),
    before: earlier?.get(name),
    named: name === overlay || name === target.name,
  }));
}

async function readBefore(
  target: Target,
  reader: Reader,
  { base = "" }: Plan,
): Promise<readonly Source[] | undefined> {
  try {
    return await readTarget(target, reader);
  } catch (error) {
    throw error instanceof ReviewProblem ? new ReviewProblem(`In ${base}: ${error.message}`) : error;
  }
}
