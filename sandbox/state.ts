import { readFile, rename, writeFile } from "node:fs/promises";

import { isRunning, stopProcess, type ProcessRecord } from "./process";

/** The processes of a sandbox, in the order in which they start. */
export const processNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "mariadb-operator-cert-controller",
  "mariadb-operator-webhook",
  "redis",
  "argocd-repo-server",
  "argocd-controller",
  "operator-stand-in",
  "git-server",
  "source-controller",
  "source-stand-in",
  "kustomize-controller",
] as const;
export type ProcessName = (typeof processNames)[number];

/** The ports of a sandbox. */
export const portNames = [
  "etcd",
  "etcdPeer",
  "apiserver",
  "controllerManager",
  "scheduler",
  "kwok",
  "operatorCertificates",
  "operatorWebhook",
  "operatorWebhookHealth",
  "redis",
  "repoServer",
  "repoMetrics",
  "controllerMetrics",
  "git",
  "sourceStorage",
  "sourceMetrics",
  "sourceHealth",
  "kustomizeMetrics",
  "kustomizeHealth",
] as const;
export type PortName = (typeof portNames)[number];

/** The parts of the platform that can be installed from their charts. */
export type PlatformPart = "argocd" | "mariadb-operator";

/** What a sandbox remembers between two commands. */
export interface State {
  /** The parts that were installed from their charts; undefined before the first start chose. */
  installed?: readonly PlatformPart[];
  processes: Partial<Record<ProcessName, ProcessRecord>>;
  ports: Partial<Record<PortName, number>>;
}

/** The state of the last command; empty when there is none, or when it was cut off while being written. */
export async function readState(file: string): Promise<State> {
  try {
    const state = JSON.parse(await readFile(file, "utf8")) as Partial<State>;
    const { installed, processes = {}, ports = {} } = state;
    return { ...(installed === undefined ? {} : { installed }), processes, ports };
  } catch {
    return { processes: {}, ports: {} };
  }
}

/** Writes the state whole or not at all: a process whose id is lost could never be ended. */
export async function writeState(file: string, state: State): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Which of the recorded processes still run. */
export async function running(state: State): Promise<ProcessName[]> {
  const found: ProcessName[] = [];
  for (const name of processNames) {
    const record = state.processes[name];
    if (record !== undefined && (await isRunning(record))) {
      found.push(name);
    }
  }
  return found;
}

/** Ends the named processes, the last started first, and forgets them. */
export async function stopAll(
  file: string,
  state: State,
  names: readonly ProcessName[] = processNames,
): Promise<void> {
  for (const name of [...processNames].reverse().filter((candidate) => names.includes(candidate))) {
    const record = state.processes[name];
    if (record !== undefined) {
      await stopProcess(record);
      state.processes = Object.fromEntries(
        Object.entries(state.processes).filter(([other]) => other !== name),
      );
      await writeState(file, state);
    }
  }
}
