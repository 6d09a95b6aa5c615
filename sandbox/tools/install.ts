import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { asDiskProblem } from "./disk";
import { findCached, whyNotPinned, type Found } from "./find";
import { toolFolder, type Host } from "./host";
import { withLock } from "./lock";
import { label, type ToolSpec } from "./spec";

const partialPrefix = ".partial-";

/** A binary that was downloaded or built and does not answer with the pinned version. */
export class WrongBinary extends Error {}

/**
 * Puts a binary into the cache whole or not at all. `produce` writes it to the path that it is given, in a folder of its
 * own; after it answered with the pinned version it is renamed into place, and whatever else happens the folder goes.
 * One run at a time does this for a tool; the others wait and then take what is there.
 *
 * @param note tells the step that this belongs to what goes on.
 * @throws Problem `disk-full` or `cache-not-writable`, WrongBinary, and whatever `produce` throws.
 */
export async function install<Source extends string>(
  host: Host,
  tool: ToolSpec,
  source: Source,
  produce: (path: string) => Promise<void>,
  note: (detail: string) => void,
): Promise<Found<Source | "cache">> {
  const folder = toolFolder(host, tool);
  const locked = async (): Promise<Found<Source | "cache">> => {
    const ready = await findCached(host, tool);
    if (ready) {
      return ready;
    }
    await removeLeftovers(folder);
    const partial = join(folder, `${partialPrefix}${randomUUID()}`);
    const path = join(folder, tool.name);
    try {
      await mkdir(partial);
      // The name matters: Argo CD's binary decides by its name which component it is.
      const made = join(partial, tool.name);
      await produce(made);
      await chmod(made, 0o755);
      const wrong = await whyNotPinned(host, tool, made);
      if (wrong) {
        throw new WrongBinary(`the ${tool.name} that came of it ${wrong}`);
      }
      await rename(made, path);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return { path, version: tool.version, source };
  };
  try {
    return await withLock(
      join(folder, "lock"),
      {
        signal: host.signal,
        onWait: (owner) => {
          const who = owner ? `process ${owner.pid} on ${owner.host}` : "another run";
          host.progress.waiting(`${label(tool)} is being made by ${who}: waiting for it`);
          note("waiting for the other run");
        },
      },
      locked,
    );
  } catch (error) {
    throw asDiskProblem(error, `${label(tool)} was not stored`, folder);
  }
}

/** The closing text of a step that installed a tool. @param verb such as "built". */
export function installed(tool: ToolSpec, verb: string): (elapsed: string, found: Found<string>) => string {
  return (elapsed, { source }) =>
    source === "cache"
      ? `${label(tool)} made by the other run after ${elapsed}`
      : `${label(tool)} ${verb} in ${elapsed}`;
}

/** What a killed run left; the lock keeps other runs out. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(partialPrefix)) {
      await rm(join(folder, entry), { recursive: true, force: true });
    }
  }
}
