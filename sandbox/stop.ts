import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { readState, running, stopAll } from "./cluster";
import { sandboxState, type Layout } from "./ground/layout";

/**
 * `npm stop`: ends the sandbox's processes. Its data stays for the next start unless `clean` is set.
 *
 * Cleaning never removes Pulumi's state of your clusters: without it nothing there could be updated or destroyed in
 * order.
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
  const clusters = await otherClusters(where);
  if (clusters.length === 0) {
    await rm(where.root, { recursive: true, force: true });
    return [ended, `Removed ${where.root}.`];
  }
  const own = [
    where.etcd,
    where.apiserver,
    where.repository,
    where.argocd,
    where.flux,
    where.logs,
    where.state,
    where.kubeconfig,
  ];
  const pulumi = ["state", "stacks"].map((folder) => join(where.pulumi, folder, sandboxState));
  for (const path of [...own, ...pulumi]) {
    await rm(path, { recursive: true, force: true });
  }
  return [ended, `Removed the sandbox. Kept Pulumi's state of ${clusters.join(", ")} in ${where.pulumi}.`];
}

/** The contexts that `npm start -- --context` deployed to. */
async function otherClusters({ pulumi }: Layout): Promise<string[]> {
  const states = join(pulumi, "state");
  const names = existsSync(states) ? await readdir(states) : [];
  return names.filter((name) => name !== sandboxState).map(decodeURIComponent);
}
