import { join } from "node:path";

import { createFolders, type Layout } from "../ground/layout";
import type { Progress } from "../ground/progress";
import { startArgoCd } from "./argocd";
import { Cluster } from "./cluster";
import { startControlPlane, type ControlPlaneTools } from "./control-plane";
import { choosePorts } from "./ports";
import type { SandboxTools } from "./requirements";
import { portNames, readState, running, stopAll, Supervisor, writeState } from "./supervisor";

export interface Sandbox {
  cluster: Cluster;
  supervisor: Supervisor;
}

/**
 * Starts the control plane of an empty cluster, or finds it running.
 *
 * @param apiserverArgs further flags of kube-apiserver
 */
export async function startCluster(
  where: Layout,
  tools: ControlPlaneTools,
  progress: Progress,
  signal: AbortSignal,
  apiserverArgs: readonly string[] = [],
): Promise<Sandbox> {
  await createFolders(where);
  const supervisor = await supervise(where, progress, signal);
  const wasRunning = (await running(supervisor.state)).includes("kube-apiserver");
  try {
    await progress.step(
      wasRunning ? "checking the control plane" : "starting the control plane",
      () => startControlPlane(where, tools, supervisor, apiserverArgs),
      (elapsed) => `control plane ready on ${supervisor.address("apiserver")} in ${elapsed}`,
    );
    return { cluster: new Cluster(where.kubeconfig), supervisor };
  } catch (error) {
    await supervisor.undo();
    throw error;
  }
}

/** Starts Argo CD's processes, or finds them running. */
export async function startEngine(
  where: Layout,
  tools: SandboxTools,
  sandbox: Sandbox,
  progress: Progress,
): Promise<void> {
  await progress.step(
    "starting Argo CD",
    () => startArgoCd(where, tools, sandbox.supervisor),
    (elapsed) => `Argo CD runs, ready in ${elapsed}`,
  );
}

/**
 * The supervisor over what the last command left. Where only a part still runs, after a crash or a restart of the
 * machine, that part is ended first: a start begins from all or nothing.
 */
async function supervise(where: Layout, progress: Progress, signal: AbortSignal): Promise<Supervisor> {
  const state = await readState(where.state);
  const alive = await running(state);
  const half = !alive.includes("etcd") || !alive.includes("kube-apiserver");
  if (half) {
    if (alive.length > 0) {
      progress.warning(`an earlier start was cut off; ending what it left: ${alive.join(", ")}`);
    }
    await stopAll(where.state, state);
    const { ports, taken } = await choosePorts(portNames, state.ports);
    for (const name of taken) {
      progress.warning(
        `port ${String(state.ports[name])} of ${name} is taken by another process; using ${ports[name]}`,
      );
    }
    state.ports = ports;
    await writeState(where.state, state);
  }
  const unknown = portNames.filter((name) => state.ports[name] === undefined);
  if (unknown.length > 0) {
    // An earlier version of the sandbox knew fewer processes.
    state.ports = { ...state.ports, ...(await choosePorts(unknown, {})).ports };
    await writeState(where.state, state);
  }
  return new Supervisor(where, state, signal);
}

/** File whose lock keeps two commands from changing one sandbox at the same time. */
export function lockFile(where: Layout): string {
  return join(where.root, "lock");
}
