import type { Value } from "../safety";
import { topOf } from "./base";
import { ReviewProblem, UsageError } from "./diagnostic";
import type { Batch } from "./findings";
import { readTarget } from "./folder";
import { readerOf } from "./sources";
import { targetOf, type Target } from "./target";

/** What the environment renders that ran before. */
export interface Earlier {
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
  const sources = await readTarget(target, readerOf(topOf(target.path), raw));
  if (sources === undefined) {
    throw new ReviewProblem(`--promoted-from ${target.name} does not exist.`);
  }
  const broken = sources.find((source) => source.broken !== undefined)?.broken;
  if (broken !== undefined) {
    throw new ReviewProblem(`--promoted-from ${target.name}: ${broken.diagnostic.message}`);
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
