import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { ReviewProblem, UsageError } from "./diagnostic";
import { statOf } from "./files";
import { runProgram } from "./process";
import type { Target } from "./target";

/** A copy of the repository as it was at a revision. */
export interface Base {
  /** The path of a target in the copy. */
  readonly targetOf: (target: Target) => Target;
  /** The top of the copy. */
  readonly top: string;
  readonly remove: () => void;
}

/**
 * Copies the whole tree of a revision to a temporary folder: bases of an overlay may be anywhere in the repository.
 * Neither the working tree nor the index of the repository is touched.
 *
 * @param start A file or folder of the repository; it need not exist any more.
 * @throws ReviewProblem when there is no repository or no such revision.
 */
export async function checkOut(revision: string, start: string): Promise<Base> {
  const from = nearestFolder(resolve(start));
  const top = (await git(["-C", from, "rev-parse", "--show-toplevel"])).trim();
  if (top === "") {
    throw new ReviewProblem(
      `${start} is not in a Git repository, so it cannot be compared with ${revision}.`,
    );
  }
  const commit = (
    await git(["-C", top, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`])
  ).trim();
  if (commit === "") {
    throw new UsageError(
      `--base ${revision} is not a revision of ${top}; use a branch, tag or commit that was fetched, such as origin/main`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-base-"));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  const tree = join(folder, "tree");
  const index = { GIT_INDEX_FILE: join(folder, "index") };
  const copied =
    (await runProgram("git", ["-C", top, "read-tree", commit], index)).status === 0 &&
    (await runProgram("git", ["-C", top, "checkout-index", "--all", "--quiet", `--prefix=${tree}/`], index))
      .status === 0;
  if (!copied) {
    remove();
    throw new ReviewProblem(`${revision} cannot be copied from ${top} to ${tmpdir()}.`);
  }
  return { remove, top: tree, targetOf: ({ name, path }) => ({ name, path: join(tree, inside(top, path)) }) };
}

function inside(top: string, path: string): string {
  const folder = nearestFolder(path);
  const real = join(realpathSync(folder), relative(folder, path));
  const way = relative(realpathSync(top), real);
  if (way === ".." || way.startsWith(`..${sep}`)) {
    throw new ReviewProblem(`${path} is outside of the Git repository ${top}; review it without --base.`);
  }
  return way;
}

/** The text that git prints; "" when it fails. */
async function git(args: readonly string[]): Promise<string> {
  const { status, stdout } = await runProgram("git", args);
  return status === 0 ? stdout : "";
}

function nearestFolder(path: string): string {
  return statOf(path)?.isDirectory() === true || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** The top of the checkout that a path is in: the nearest folder with a .git; the path's own folder where there is none. */
export function topOf(path: string): string {
  const start = nearestFolder(resolve(path));
  for (let folder = start; dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) {
      return folder;
    }
  }
  return start;
}
