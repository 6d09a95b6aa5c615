import { join } from "node:path";

import { startArgoCd } from "./argocd";
import { Cluster } from "./cluster";
import { startControlPlane, type ControlPlaneTools } from "./control-plane";
import { applyDefinitions } from "./definitions";
import { createFolders, type Layout } from "./layout";
import { choosePorts } from "./ports";
import type { Progress } from "./progress";
import { portNames, readState, running, stopAll, writeState } from "./state";
import { Supervisor } from "./supervisor";
import type { SandboxTools } from "./requirements";

/** A running sandbox. */
export interface Sandbox {
  cluster: Cluster;
  supervisor: Supervisor;
}

/** Starts a control plane, or finds it running: an empty cluster. */
export async function startCluster(
  where: Layout,
  tools: ControlPlaneTools,
  progress: Progress,
  signal: AbortSignal,
): Promise<Sandbox> {
  await createFolders(where);
  const supervisor = await supervise(where, progress, signal);
  const wasRunning = (await running(supervisor.state)).includes("kube-apiserver");
  try {
    await progress.step(
      wasRunning ? "checking the control plane" : "starting the control plane",
      () => startControlPlane(where, tools, supervisor),
      (elapsed) =>
        `control plane ready on 127.0.0.1:${String(supervisor.state.ports.apiserver)} in ${elapsed}`,
    );
    return { cluster: new Cluster(where.kubeconfig), supervisor };
  } catch (error) {
    await supervisor.undo();
    throw error;
  }
}

/** Starts the control plane, or finds it running, and gives it what a cluster with Argo CD has. */
export async function startSandbox(
  where: Layout,
  tools: SandboxTools,
  progress: Progress,
  signal: AbortSignal,
): Promise<Sandbox> {
  const sandbox = await startCluster(where, tools, progress, signal);
  try {
    await progress.step(
      "applying CRDs",
      () => applyDefinitions(sandbox.cluster, tools.crdFiles, signal),
      (elapsed) => `CRDs and the settings of Argo CD applied in ${elapsed}`,
    );
    return sandbox;
  } catch (error) {
    await sandbox.supervisor.undo();
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
 * The supervisor over what the last command left. A sandbox that is only half there, after a crash or a restart of
 * the machine, is ended first, so that a start always begins from all or nothing.
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
  return new Supervisor(where, state, signal);
}

/** File whose lock keeps two commands from changing one sandbox at the same time. */
export function lockFile(where: Layout): string {
  return join(where.root, "lock");
}
