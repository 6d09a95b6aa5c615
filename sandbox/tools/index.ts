import { formatSeconds } from "../ground/progress";
import { buildTool, requireBuildSpace } from "./build";
import { toolSpecs } from "./catalog";
import { downloadTool } from "./download";
import { findTool, type Found, type FoundSource } from "./find";
import { requireGo } from "./go";
import { hostOf, type ToolOptions } from "./host";
import { label, type ToolName } from "./spec";

/** Binaries and files of other projects: found on this machine, downloaded or built. */
export { argoCd as ARGO_CD, toolSpecs as TOOLS } from "./catalog";
export { hasInternet } from "./download";
export { moduleDir, shippedFile, shippedFiles } from "./files";
export { hostOf } from "./host";
export { withLock, type LockOwner } from "./lock";
export { findMariaDb, type MariaDb } from "./mariadb";
export { officialChartFolder, officialPart, sharedFolder } from "./official";
export type { Official, OfficialChart, OfficialPart } from "./official";
export { run } from "./run";
export type { Family, ToolName } from "./spec";

export type ToolSource = FoundSource | "download" | "build";

export interface Tool extends Found<ToolSource> {
  /** How long it took to get it, in seconds. */
  readonly seconds: number;
}

/**
 * Makes the named tools available: from PATH, KUBEBUILDER_ASSETS, our cache, an official download, or a build from the
 * pinned Go module. All are looked for before anything is built, so that a missing Go is reported at once, with the
 * names of all the tools that need it. Builds run one after the other in the order given.
 *
 * Go runs in a process group of its own: a caller must turn SIGINT and SIGTERM into an abort of `signal`, or a build
 * survives it.
 *
 * @throws Problem, or the signal's reason.
 * @example
 * const tools = await ensureTools(["etcd", "kube-apiserver"], { signal });
 * spawn(tools.etcd.path, ["--data-dir", data]);
 */
export async function ensureTools<const Name extends ToolName>(
  names: readonly Name[],
  options: ToolOptions = {},
): Promise<Record<Name, Tool>> {
  const host = hostOf(options);
  const tools = new Map<ToolName, Tool>();
  const missing = (): ToolName[] => names.filter((name) => !tools.has(name));
  const timed = async (
    name: Name | ToolName,
    get: () => Promise<Found<ToolSource> | undefined>,
  ): Promise<void> => {
    host.signal?.throwIfAborted();
    const start = performance.now();
    const found = await get();
    if (found) {
      tools.set(name, { ...found, seconds: (performance.now() - start) / 1000 });
    }
  };

  await Promise.all(names.map((name) => timed(name, () => findTool(host, toolSpecs[name]))));
  for (const [name, tool] of tools) {
    host.progress.success(
      `${name} v${tool.version} (${tool.source}, ${formatSeconds(tool.seconds)}): ${tool.path}`,
    );
  }
  for (const name of missing()) {
    await timed(name, () => downloadTool(host, toolSpecs[name]));
  }

  const toBuild = missing().map((name) => toolSpecs[name]);
  if (toBuild.length > 0) {
    const what = `${toBuild.map(label).join(", ")} can neither be found nor built`;
    const go = await requireGo(
      host,
      what,
      toBuild.map((tool) => tool.build.family),
    );
    await requireBuildSpace(host, go, toBuild);
    for (const tool of toBuild) {
      await timed(tool.name, () => buildTool(host, go, tool));
    }
  }
  return Object.fromEntries(names.map((name) => [name, tools.get(name)])) as Record<Name, Tool>;
}
