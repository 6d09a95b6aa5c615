import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";

import { Problem, ProblemCode } from "../ground/problem";

export interface FreeSpace {
  /** Identifies the file system. */
  readonly device: number;
  /** What a user without privileges may still write. */
  readonly bytes: number;
}

interface SpaceNeed {
  readonly directory: string;
  readonly bytes: number;
}

export const gibibyte = 2 ** 30;

/** The free space where `directory` is, or where it would be created. */
export async function freeSpace(directory: string): Promise<FreeSpace> {
  try {
    const [{ dev }, { bavail, bsize }] = await Promise.all([stat(directory), statfs(directory)]);
    return { device: dev, bytes: bavail * bsize };
  } catch (error) {
    const parent = dirname(directory);
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["ENOENT", "ENOTDIR"].includes(code) || parent === directory) {
      throw error;
    }
    return freeSpace(parent);
  }
}

/**
 * Refuses work that would fill a file system, before minutes of building end in ENOSPC. Needs on the same file system
 * are added up.
 *
 * @param what names the work, such as "Building kube-apiserver v1.36.3".
 * @throws Problem `disk-full`
 */
export async function requireSpace(
  what: string,
  needs: readonly SpaceNeed[],
  free: (directory: string) => Promise<FreeSpace>,
): Promise<void> {
  const devices = new Map<number, { bytes: number; needed: number; directory: string }>();
  for (const { directory, bytes } of needs) {
    const space = await free(directory);
    const sum = devices.get(space.device) ?? { bytes: space.bytes, needed: 0, directory };
    devices.set(space.device, { ...sum, needed: sum.needed + bytes });
  }
  for (const { bytes, needed, directory } of devices.values()) {
    if (bytes >= needed) {
      continue;
    }
    throw new Problem(ProblemCode.DiskFull, {
      what: `${what} was not started`,
      why: `it may need ${gib(needed)} and ${gib(bytes)} are free on the file system of ${directory}`,
      remedy:
        "Free that space, or point GOCACHE, GOMODCACHE and MARIADB_GITOPS_CACHE at a larger disk. " +
        "A tool of a good enough version on PATH needs no build at all.",
    });
  }
}

/** Turns ENOSPC and missing permissions into problems, and returns every other error unchanged. */
export function asDiskProblem(error: unknown, what: string, directory: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return diskFull(what, directory, error);
  }
  if (code !== "EACCES" && code !== "EROFS" && code !== "EPERM" && code !== "ENOTDIR") {
    return error;
  }
  return new Problem(
    ProblemCode.CacheNotWritable,
    {
      what,
      why: `${directory} cannot be written (${code})`,
      remedy: "Set MARIADB_GITOPS_CACHE to a directory that you may write to.",
    },
    { cause: error },
  );
}

export function diskFull(what: string, directory: string, cause?: unknown): Problem {
  return new Problem(
    ProblemCode.DiskFull,
    {
      what,
      why: `no space was left on a disk that it writes to (${directory}, Go's caches or the temporary directory)`,
      remedy:
        "Free some space, or point GOCACHE, TMPDIR and MARIADB_GITOPS_CACHE at a larger disk, and start again.",
    },
    { cause },
  );
}

function gib(bytes: number): string {
  return `${(bytes / gibibyte).toFixed(1)} GiB`;
}
