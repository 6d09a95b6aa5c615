import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** @default the current directory */
  readonly cwd?: string;
  /** Ends the process and everything it started; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the process is ended; the result says so. @default none */
  readonly timeout?: number;
  /** Sees each line of stderr as it comes. */
  readonly onLine?: (line: string) => void;
}

interface RunResult {
  /** The exit code; undefined when a signal ended the process. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** How long a process may take to end after SIGTERM before it is killed, in milliseconds. */
const grace = 3_000;

/**
 * Runs a program in a process group of its own, so that ending it also ends what it started: `go build` runs
 * compilers and linkers that would otherwise go on for minutes. execa 10 kills groups in the same way
 * (`killDescendants`), but cuts long output at its end, where the reason of a failed build is.
 *
 * @throws the spawn error (ENOENT, EACCES, ENOEXEC), or the signal's reason.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let timedOut = false;
  const end = groupEnder(child);
  const onTimeout = (): void => {
    timedOut = true;
    end();
  };
  const timer = options.timeout === undefined ? undefined : setTimeout(onTimeout, options.timeout);
  options.signal?.addEventListener("abort", end);
  // process.exit() must not leave compilers behind.
  const onExit = (): void => {
    killGroup(child, "SIGKILL");
  };
  process.once("exit", onExit);
  try {
    const closed = new Promise<number | undefined>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        resolve(code ?? undefined);
      });
    });
    const [code, stdout, stderr] = await Promise.all([
      closed,
      collect(child.stdout),
      collect(child.stderr, options.onLine),
    ]);
    options.signal?.throwIfAborted();
    return { code, stdout, stderr, timedOut };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", end);
    process.removeListener("exit", onExit);
  }
}

function groupEnder(child: ChildProcess): () => void {
  let killer: NodeJS.Timeout | undefined;
  child.once("close", () => {
    clearTimeout(killer);
  });
  return () => {
    killGroup(child, "SIGTERM");
    killer ??= setTimeout(() => {
      killGroup(child, "SIGKILL");
    }, grace);
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group has ended already; macOS says EPERM of a group whose last member waits to be reaped.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") {
      throw error;
    }
  }
}

/** The last 256 KiB of a stream's lines: enough for any message, and bounded for a build that prints for minutes. */
async function collect(stream: Readable, onLine?: (line: string) => void): Promise<string> {
  const lines: string[] = [];
  let size = 0;
  for await (const line of createInterface({ input: stream })) {
    onLine?.(line);
    lines.push(line);
    size += line.length + 1;
    while (size > 256 * 1024 && lines.length > 1) {
      size -= (lines.shift()?.length ?? 0) + 1;
    }
  }
  return lines.join("\n");
}
