import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { updateMirror } from "../../../../sandbox/cluster/repository";
import { Problem } from "../../../../sandbox/ground/problem";

describe("the mirror of the checkout", () => {
  let folder: string;
  let checkout: string;
  let mirror: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-mirror-"));
    checkout = join(folder, "checkout");
    mirror = join(folder, "mirror.git");
    mkdirSync(join(checkout, "gitops"), { recursive: true });
    git("init", "--quiet", "--initial-branch=feature");
    commit("one");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function git(...args: string[]): string {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", ["-C", checkout, ...who, ...args], { encoding: "utf8" }).trim();
  }
  function commit(content: string): string {
    writeFileSync(join(checkout, "gitops", "a.yaml"), content);
    git("add", "--all");
    git("commit", "--quiet", "--message", content);
    return git("rev-parse", "HEAD");
  }
  const inMirror = (revision: string): string =>
    execFileSync("git", ["-C", mirror, "rev-parse", `${revision}^{commit}`], { encoding: "utf8" }).trim();

  it("calls the commit that is checked out main, whatever its branch is called", async () => {
    const { head, url, uncommitted } = await updateMirror(checkout, mirror, "main");
    assert.equal(inMirror("main"), head);
    assert.equal(url, `file://${mirror}`);
    assert.equal(uncommitted, false);
  });

  it("follows the checkout, also back to an older commit", async () => {
    const first = git("rev-parse", "HEAD");
    const second = commit("two");
    await updateMirror(checkout, mirror, "main");
    assert.equal(inMirror("main"), second);
    git("reset", "--quiet", "--hard", first);
    await updateMirror(checkout, mirror, "main");
    assert.equal(inMirror("main"), first);
  });

  it("takes a tag that the clone has as it is", async () => {
    git("tag", "v0.1.0");
    const tagged = git("rev-parse", "HEAD");
    commit("two");
    assert.equal((await updateMirror(checkout, mirror, "v0.1.0")).placed, undefined);
    assert.equal(inMirror("v0.1.0"), tagged);
  });

  it("puts a tag that the clone lacks on the checkout's commit, and says so", async () => {
    const { placed, head } = await updateMirror(checkout, mirror, "v0.1.0");
    assert.equal(placed, "v0.1.0");
    assert.equal(inMirror("v0.1.0"), head);
    assert.equal(git("tag"), "", "the checkout is only read");
    const second = commit("two");
    await updateMirror(checkout, mirror, "v0.1.0");
    assert.equal(inMirror("v0.1.0"), second);
  });

  it("says when there are changes that Argo CD cannot see yet", async () => {
    writeFileSync(join(checkout, "gitops", "a.yaml"), "changed");
    assert.equal((await updateMirror(checkout, mirror, "main")).uncommitted, true);
  });

  it("refuses a folder without history, and says what to do", async () => {
    const copy = join(folder, "copy");
    mkdirSync(copy);
    await assert.rejects(updateMirror(copy, mirror, "main"), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.code, "no-repository");
      assert.match(error.remedy, /Clone the repository with git/);
      return true;
    });
  });
});
