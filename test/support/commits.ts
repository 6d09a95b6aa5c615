import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { projectDir } from "../../sandbox/ground/layout";

/** A repository for one test, with this project's `gitops/` in it, that the test commits to. */
export interface TestRepository {
  /** What Argo CD pulls; Flux has an address of its own. */
  readonly url: string;
  /** Changes files and commits them to `main`; undefined as content removes a file. Returns the commit. */
  commit(message: string, files: Record<string, ((before: string) => string) | undefined>): string;
  /** The newest commit. */
  head(): string;
  /** Puts a tag on the newest commit. */
  tag(name: string): void;
  /** Puts a tag that exists on the newest commit. */
  moveTag(name: string): void;
  remove(): void;
}

/**
 * Makes the repository from the working tree, so that a test sees what is about to be committed.
 *
 * @param place where the bare repository goes; the sandbox's own is the one that Flux can pull
 */
export function testRepository(place?: string): TestRepository {
  const folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-repository-"));
  const work = join(folder, "work");
  const bare = place ?? join(folder, "bare.git");
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", work, "-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
      encoding: "utf8",
    }).trim();
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", work]);
  execFileSync("cp", ["-R", join(projectDir, "gitops"), join(work, "gitops")]);
  const publish = (message: string): string => {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
    git("push", "--quiet", bare, "main");
    return git("rev-parse", "HEAD");
  };
  publish("The databases");
  return {
    url: `file://${bare}`,
    commit: (message, files) => {
      for (const [name, change] of Object.entries(files)) {
        const path = join(work, name);
        if (change === undefined) {
          rmSync(path, { recursive: true });
        } else {
          writeFileSync(path, change(readFileSync(path, "utf8")));
        }
      }
      return publish(message);
    },
    head: () => git("rev-parse", "HEAD"),
    tag: (name) => {
      git("tag", name);
      git("push", "--quiet", bare, name);
    },
    moveTag: (name) => {
      git("tag", "--force", name);
      git("push", "--quiet", "--force", bare, name);
    },
    remove: () => {
      for (const path of [folder, bare]) {
        rmSync(path, { recursive: true, force: true });
      }
    },
  };
}
