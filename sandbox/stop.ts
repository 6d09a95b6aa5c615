import { rm } from "node:fs/promises";

import type { Layout } from "./layout";
import { readState, running, stopAll } from "./state";

/**
 * `npm stop`: ends the sandbox's processes by their ids. Its data stays for the next start unless `clean` is set.
 *
 * @returns the lines for stdout
 */
export async function stop(where: Layout, clean: boolean): Promise<string[]> {
  const state = await readState(where.state);
  const alive = await running(state);
  await stopAll(where.state, state);
  const ended = alive.length === 0 ? "The sandbox was not running." : `Ended ${alive.join(", ")}.`;
  if (!clean) {
    return [ended];
  }
  await rm(where.root, { recursive: true, force: true });
  return [ended, `Removed ${where.root}.`];
}
