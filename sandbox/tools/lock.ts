import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Who holds a lock, as its file says. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Tells two holders with the same pid apart. */
  readonly token: string;
}

interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else holds the lock. */
  readonly onWait: (owner: LockOwner | undefined) => void;
  /** Milliseconds between two looks at a held lock. @default 500 */
  readonly poll?: number;
  /** Milliseconds without a sign of life after which a holder counts as dead. @default 60_000 */
  readonly stale?: number;
}

/**
 * Runs `work` while holding the lock file `path`, so that two runs do not build the same tool at the same time. A
 * holder touches the file while it works; the lock of a dead process on this host, and any lock that was not touched
 * for a minute (another container, another host on a shared home), is taken over. At worst a wrong takeover costs a
 * second build: results are renamed into place whole.
 *
 * proper-lockfile, the usual library, has had no release since 2021 and does not say who holds a lock.
 *
 * @throws the signal's reason when it aborts while waiting, and whatever `work` throws.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const mine: LockOwner = { pid: process.pid, host: hostname(), token: randomUUID() };
  const stale = options.stale ?? 60_000;
  let waited = false;
  while (!(await acquire(path, mine))) {
    options.signal?.throwIfAborted();
    const held = await read(path);
    if (!held) {
      continue;
    }
    if (isStale(held, stale)) {
      await remove(path, held.text);
      continue;
    }
    if (!waited) {
      options.onWait(held.owner);
    }
    waited = true;
    await sleep(options.poll ?? 500, undefined, { signal: options.signal }).catch(() => {
      options.signal?.throwIfAborted();
    });
  }
  const alive = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, stale / 6);
  alive.unref();
  try {
    return await work();
  } finally {
    clearInterval(alive);
    await remove(path, JSON.stringify(mine));
  }
}

async function acquire(path: string, mine: LockOwner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(mine), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

interface HeldLock {
  readonly text: string;
  readonly owner: LockOwner | undefined;
  readonly age: number;
}

async function read(path: string): Promise<HeldLock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return { text, owner: parseOwner(text), age: Date.now() - mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** Undefined for a file that is being written or was cut short by a crash. */
function parseOwner(text: string): LockOwner | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockOwner> | null;
    if (!value?.pid || !value.host || !value.token) {
      return undefined;
    }
    return { pid: value.pid, host: value.host, token: value.token };
  } catch {
    return undefined;
  }
}

function isStale(held: HeldLock, limit: number): boolean {
  if (held.age > limit) {
    return true;
  }
  return held.owner?.host === hostname() && !isRunning(held.owner.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the lock only if it still contains `text`: another waiter may have taken over a stale one. */
async function remove(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, "utf8")) !== text) {
      await link(aside, path).catch(() => undefined);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  } finally {
    await rm(aside, { force: true });
  }
}
