import { execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A process that the sandbox started. The start time tells it from a later process with the same id. */
export interface ProcessRecord {
  pid: number;
  startedAt: string;
}

export interface ProcessSpec {
  command: string;
  args: string[];
  env?: Readonly<Record<string, string>>;
  /** The file for standard output and error. */
  log: string;
}

/**
 * Starts a process that outlives this one, in a process group of its own.
 *
 * @throws Error when the command cannot be started
 */
export async function startProcess({ command, args, env = {}, log }: ProcessSpec): Promise<ProcessRecord> {
  const output = openSync(log, "a", 0o600);
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ["ignore", output, output],
      env: { ...process.env, ...env },
    });
    await new Promise<void>((started, failed) => {
      child.once("spawn", () => {
        started();
      });
      child.once("error", failed);
    });
    child.unref();
    const { pid } = child;
    if (pid === undefined) {
      throw new Error(`${command} was started without a process id.`);
    }
    return { pid, startedAt: (await startTime(pid)) ?? "ended" };
  } finally {
    closeSync(output);
  }
}

/** Whether this process still runs; a later one with the same id does not count. */
export async function isRunning(record: ProcessRecord): Promise<boolean> {
  return (await startTime(record.pid)) === record.startedAt;
}

/**
 * Ends a process: SIGTERM first, and SIGKILL after the grace period. A process that is gone, or whose id belongs to
 * another one by now, is left alone.
 */
export async function stopProcess(record: ProcessRecord, graceSeconds = 10): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!(await isRunning(record))) {
      return;
    }
    kill(record.pid, signal);
    const deadline = Date.now() + (signal === "SIGTERM" ? graceSeconds : 5) * 1000;
    while (Date.now() < deadline && (await isRunning(record))) {
      await sleep(50);
    }
  }
}

/** Sends a signal to the process group, which covers what the process itself started. */
function kill(pid: number, signal: NodeJS.Signals): void {
  if (!Number.isInteger(pid) || pid <= 1) {
    // 0 and 1 would signal whole groups of other processes.
    throw new Error(`${pid} is not the id of a process that was started here.`);
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

/** When the process started; undefined when there is none, or only a zombie. */
export async function startTime(pid: number): Promise<string | undefined> {
  return process.platform === "linux" ? linuxStartTime(pid) : psStartTime(pid);
}

async function linuxStartTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The command, in parentheses, may contain spaces; the fields after it do not.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

async function psStartTime(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
