import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

import { Problem, ProblemCode } from "../ground/problem";

const run = promisify(execFile);

/** The mirror after an update. */
export interface Mirror {
  /** The URL that Argo CD pulls from. Flux cannot pull from a folder. */
  url: string;
  head: string;
  /** A tag that this clone lacks and that the mirror puts on the checkout's commit. */
  placed: string | undefined;
  /** Whether files under gitops/ differ from the last commit; no engine sees them. */
  uncommitted: boolean;
}

/**
 * Copies the checkout's history into a bare repository of the sandbox: branch `main` is the commit that is checked
 * out, whatever its branch is called. The checkout itself is only read.
 *
 * @param revision what the stack delivers. A tag that this clone lacks is put on the checkout's commit, in the mirror
 *   only, because staging and production deliver tags and a new clone may have none.
 * @throws Problem when the folder is not a Git checkout
 */
export async function updateMirror(checkout: string, mirror: string, revision: string): Promise<Mirror> {
  const head = await headOf(checkout);
  if (!existsSync(mirror)) {
    await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", mirror]);
  }
  await git(
    mirror,
    "fetch",
    "--quiet",
    "--force",
    "--prune",
    "--update-shallow",
    checkout,
    "+HEAD:refs/heads/main",
    "+refs/tags/*:refs/tags/*",
  );
  const isTag = /^v\d/.test(revision);
  const placed = isTag && !(await exists(checkout, `refs/tags/${revision}`)) ? revision : undefined;
  if (placed !== undefined) {
    await git(mirror, "tag", "--force", placed, "main");
  }
  const changes = await git(checkout, "status", "--porcelain", "--", "gitops");
  return { url: `file://${mirror}`, head, placed, uncommitted: changes.trim() !== "" };
}

/** The commit of a revision in the mirror. */
export async function commitOf(mirror: string, revision: string): Promise<string> {
  return (await git(mirror, "rev-parse", "--verify", `${revision}^{commit}`)).trim();
}

async function headOf(checkout: string): Promise<string> {
  try {
    return (await git(checkout, "rev-parse", "--verify", "HEAD")).trim();
  } catch (error) {
    throw new Problem(
      ProblemCode.NoRepository,
      {
        what: "There is nothing to deliver",
        why: `${checkout} is not a Git checkout with at least one commit`,
        remedy: "Clone the repository with git instead of copying its files, or commit first.",
      },
      { cause: error },
    );
  }
}

async function exists(repository: string, reference: string): Promise<boolean> {
  return git(repository, "rev-parse", "--verify", "--quiet", reference).then(
    () => true,
    () => false,
  );
}

/** Runs git in a repository that may belong to another user, as a mounted checkout in CI does. */
export async function git(repository: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("git", ["-c", "safe.directory=*", "-C", repository, ...args]);
  return stdout;
}
