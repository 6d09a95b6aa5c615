import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { withLock, type LockOwner } from "../../../../sandbox/tools/lock";

describe("lock", () => {
  let root: string;
  let lock: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lock-test-"));
    lock = join(root, "deep", "lock");
  });
  afterEach(() => rm(root, { recursive: true }));

  const options = (more = {}) => ({ onWait: () => undefined, poll: 10, ...more });
  /** A process id that certainly belongs to nobody: that of a process that ended. */
  const deadPid = (): number => spawnSync("true").pid;
  const hold = async (owner: LockOwner | string): Promise<void> => {
    await withLock(lock, options(), () => Promise.resolve());
    await writeFile(lock, typeof owner === "string" ? owner : JSON.stringify(owner));
  };

  it("lets one in at a time, and the next one in afterwards", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(20);
      inside--;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(lock, options(), work)));
    assert.equal(most, 1);
    assert.deepEqual(await readdir(join(root, "deep")), [], "nothing is left");
  });

  it("tells once whom it waits for", async () => {
    const owners: (LockOwner | undefined)[] = [];
    await Promise.all([
      withLock(lock, options(), () => sleep(80)),
      sleep(10).then(() =>
        withLock(lock, options({ onWait: (owner: LockOwner) => owners.push(owner) }), () => sleep(1)),
      ),
    ]);
    assert.deepEqual(
      owners.map((owner) => [owner?.pid, owner?.host]),
      [[process.pid, hostname()]],
    );
  });

  it("is released when the work fails", async () => {
    await assert.rejects(
      withLock(lock, options(), () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.ok(!existsSync(lock));
  });

  it("takes over from a process of this host that ended", async () => {
    await hold({ pid: deadPid(), host: hostname(), token: "t" });
    assert.equal(await withLock(lock, options(), () => Promise.resolve("done")), "done");
  });

  it("waits for a live process, whoever it is, and for another host", async () => {
    for (const owner of [
      { pid: process.pid, host: hostname(), token: "t" },
      { pid: deadPid(), host: "another-host", token: "t" },
    ]) {
      await hold(owner);
      const signal = AbortSignal.timeout(100);
      await assert.rejects(
        withLock(lock, options({ signal }), () => Promise.resolve()),
        { name: "TimeoutError" },
      );
      assert.deepEqual(JSON.parse(await readFile(lock, "utf8")), owner, "a waiter leaves the lock alone");
      await rm(lock);
    }
  });

  it("takes over a lock without a sign of life, even an unreadable one", async () => {
    for (const owner of [{ pid: process.pid, host: "another-host", token: "t" }, "", "{"]) {
      await hold(owner);
      const then = new Date(Date.now() - 61_000);
      await utimes(lock, then, then);
      assert.equal(await withLock(lock, options(), () => Promise.resolve("done")), "done");
    }
  });

  it("gives signs of life while it works", async () => {
    const order: string[] = [];
    const first = withLock(lock, options({ stale: 120 }), async () => {
      await sleep(400);
      order.push("first");
    });
    await sleep(20);
    await withLock(lock, options({ stale: 120 }), () => Promise.resolve(order.push("second")));
    await first;
    assert.deepEqual(order, ["first", "second"]);
  });

  it("does not release what another took over", async () => {
    const other: LockOwner = { pid: process.pid, host: "another-host", token: "other" };
    await withLock(lock, options(), () => writeFile(lock, JSON.stringify(other)));
    assert.deepEqual(JSON.parse(await readFile(lock, "utf8")), other);
  });
});
