import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Layout } from "../ground/layout";
import { Problem, ProblemCode } from "../ground/problem";
import { waitFor } from "../ground/wait";
import { accepts } from "./ports";
import { isRunning, startProcess, stopProcess, type ProcessRecord, type ProcessSpec } from "./process";

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

/** The state that a sandbox keeps between two commands. */
export interface State {
  /** The parts that were installed from their charts; undefined before the first start has chosen. */
  installed?: readonly PlatformPart[];
  processes: Partial<Record<ProcessName, ProcessRecord>>;
  ports: Partial<Record<PortName, number>>;
}

/** Reads the state of the last command; empty when there is none, or when writing it was cut off. */
export async function readState(file: string): Promise<State> {
  try {
    const state = JSON.parse(await readFile(file, "utf8")) as Partial<State>;
    const { installed, processes = {}, ports = {} } = state;
    return { ...(installed === undefined ? {} : { installed }), processes, ports };
  } catch {
    return { processes: {}, ports: {} };
  }
}

/** Writes the state atomically: a process whose id is lost could never be ended. */
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

/** Ends the named processes in reverse order of their start, and forgets them. */
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

/**
 * Starts the sandbox's processes and records each at once. What this command started it can end; what an earlier
 * command started keeps running.
 */
export class Supervisor {
  public readonly state: State;
  public readonly signal: AbortSignal;
  private readonly where: Layout;
  private readonly started: ProcessName[] = [];

  constructor(where: Layout, state: State, signal: AbortSignal) {
    this.where = where;
    this.state = state;
    this.signal = signal;
  }

  /** Starts a process unless it is running. */
  async ensure(name: ProcessName, spec: Omit<ProcessSpec, "log">): Promise<void> {
    this.signal.throwIfAborted();
    const known = this.state.processes[name];
    if (known !== undefined && (await isRunning(known))) {
      return;
    }
    this.state.processes[name] = await startProcess({ ...spec, log: this.logFile(name) });
    this.started.push(name);
    await writeState(this.where.state, this.state);
  }

  /** @throws Problem when one of the processes has ended, with the end of its log */
  async requireRunning(...names: ProcessName[]): Promise<void> {
    for (const name of names) {
      const record = this.state.processes[name];
      if (record === undefined || !(await isRunning(record))) {
        throw await this.ended(name);
      }
    }
  }

  /** Waits until a process of this sandbox listens on its port of the loopback address. */
  async listening(name: ProcessName, portName: PortName): Promise<void> {
    const port = this.port(portName);
    await waitFor(
      `${name} to listen on port ${port}`,
      async () => {
        await this.requireRunning(name);
        return accepts(port);
      },
      { seconds: 60, signal: this.signal },
    );
  }

  /** Ends what this command started, for a start that is interrupted. */
  async undo(): Promise<void> {
    await stopAll(this.where.state, this.state, this.started);
  }

  /** @throws Error when the sandbox has chosen no port of this name */
  port(name: PortName): number {
    const port = this.state.ports[name];
    if (port === undefined) {
      throw new Error(`The sandbox has chosen no port for ${name}.`);
    }
    return port;
  }

  /** A port with the loopback address. */
  address(name: PortName): string {
    return `127.0.0.1:${this.port(name)}`;
  }

  logFile(name: ProcessName): string {
    return join(this.where.logs, `${name}.log`);
  }

  private async ended(name: ProcessName): Promise<Problem> {
    const log = this.logFile(name);
    const tail = (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n").slice(-5).join("\n");
    const taken = tail.includes("address already in use");
    return new Problem(ProblemCode.ProcessEnded, {
      what: `${name} ended while it started`,
      why: taken ? "another process took its port in the meantime" : `its log ends with:\n${tail}\n`,
      remedy: taken
        ? "Run npm start again; it chooses another port."
        : `Read ${log}. Run npm start again; if it ends again, npm stop -- --clean removes the sandbox.`,
    });
  }
}
