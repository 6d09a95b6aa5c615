import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { Problem, ProblemCode } from "./problem";
import { accepts } from "./ports";
import { isRunning, startProcess, type ProcessSpec } from "./process";
import type { Layout } from "./layout";
import { stopAll, writeState, type ProcessName, type State } from "./state";
import { waitFor } from "./wait";

/**
 * Starts the sandbox's processes and remembers them before anything can be lost. What this command started, it can
 * end again; what an earlier command started stays.
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

  /** Starts a process unless it runs already. */
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

  /** Waits until a process of this sandbox listens on a port of the loopback address. */
  async listening(name: ProcessName, port: number): Promise<void> {
    await waitFor(
      `${name} to listen on port ${port}`,
      async () => {
        await this.requireRunning(name);
        return accepts(port);
      },
      { seconds: 60, signal: this.signal },
    );
  }

  /** Ends what this command started, so that an interrupted start leaves nothing behind. */
  async undo(): Promise<void> {
    await stopAll(this.where.state, this.state, this.started);
  }

  /** Where the output of a process goes. */
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
