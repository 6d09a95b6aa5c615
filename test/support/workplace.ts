import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

import {
  isRunning,
  type ProcessRecord,
  type ProcessSpec,
  startProcess,
  stopProcess,
} from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import { watchOver } from "./watch";

const cleanups = new Set<() => void>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Calls `cleanup` when the run ends before its hooks did: at process.exit and at the signals that end a run, which
 * Node otherwise dies of without a word to anybody. Nothing is waited for, so it must be synchronous.
 *
 * @returns a function that takes the cleanup back, for the end that the hooks bring about themselves
 */
export function onCutOff(cleanup: () => void): () => void {
  if (cleanups.size === 0) {
    process.once("exit", cleanUp);
    for (const signal of signals) {
      process.once(signal, exit);
    }
    watch ??= setInterval(endWithParent, 1000).unref();
  }
  cleanups.add(cleanup);
  return () => {
    if (!cleanups.delete(cleanup) || cleanups.size > 0) {
      return;
    }
    // Whoever listens to the signals from here on decides by himself how the run ends.
    process.off("exit", cleanUp);
    for (const signal of signals) {
      process.off(signal, exit);
    }
  };
}

let watch: NodeJS.Timeout | undefined;
const parent = process.ppid;

/** Mocha runs the tests in a child, and does not hand every signal on to it. */
function endWithParent(): void {
  if (process.ppid !== parent) {
    process.exit(128 + constants.signals.SIGTERM);
  }
}

function cleanUp(): void {
  for (const each of cleanups) {
    each();
  }
}

function exit(signal: (typeof signals)[number]): void {
  process.exit(128 + constants.signals[signal]);
}

/** Kills a process that was started as the leader of a group, and with it what it started itself. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The processes and files of a live test, in a temporary folder: ended and removed together. */
export class Workplace {
  /** Only the owner may read it, because keys and tokens lie in it. */
  readonly folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-test-"));
  private readonly processes = new Map<string, ProcessRecord>();
  private readonly takeBack = onCutOff(() => {
    for (const { pid } of this.processes.values()) {
      killGroup(pid);
    }
    rmSync(this.folder, { recursive: true, force: true });
  });

  constructor() {
    watchOver(this.folder);
  }

  /** Path of a file in the folder. */
  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @throws Error with the end of its log when it ends or is not ready in time
   */
  async start(
    name: string,
    spec: Omit<ProcessSpec, "log">,
    ready: () => Promise<boolean>,
    seconds = 60,
  ): Promise<void> {
    const record = await startProcess({ ...spec, log: this.path(`${name}.log`) });
    this.remember(name, record);
    const check = async (): Promise<boolean> => {
      if (!(await isRunning(record))) {
        throw new Error(`${name} ended`);
      }
      return ready();
    };
    try {
      await waitFor(`${name} to be ready`, check, { seconds });
    } catch (error) {
      throw new Error(`${(error as Error).message}; its log ends with:\n${await this.logOf(name)}`, {
        cause: error,
      });
    }
  }

  /** Ends a process that somebody else started, when the run is cut off and at the end. */
  adopt(record: ProcessRecord): void {
    this.remember(`process ${String(record.pid)}`, record);
  }

  private remember(name: string, record: ProcessRecord): void {
    this.processes.set(name, record);
    const known = [...this.processes.values()].map(({ pid }) => ({ pid }));
    writeFileSync(this.path("processes.json"), JSON.stringify(known, undefined, 1));
  }

  /** Ends one process. */
  async stop(name: string): Promise<void> {
    const record = this.processes.get(name);
    if (record !== undefined) {
      await stopProcess(record);
    }
    this.processes.delete(name);
  }

  /** The last lines that a process wrote. */
  async logOf(name: string): Promise<string> {
    const log = await readFile(this.path(`${name}.log`), "utf8").catch(() => "");
    const lines = log.trimEnd().split("\n").slice(-20);
    return lines.map((line) => line.slice(0, 400)).join("\n");
  }

  /** Ends all processes, the last started first, and removes the folder. */
  async end(): Promise<void> {
    for (const name of [...this.processes.keys()].reverse()) {
      await this.stop(name);
    }
    rmSync(this.folder, { recursive: true, force: true });
    this.takeBack();
  }
}
