import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** How a program ended. `status` is null when it did not start, was killed or took too long. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How many programs may still start: a repository has hundreds of overlays, and a machine a few cores. */
let free = Math.min(8, Math.max(2, availableParallelism()));
const waiting: (() => void)[] = [];

/** Runs a program without a shell, for at most a minute; a few at a time. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  if (free === 0) {
    await new Promise<void>((go) => waiting.push(go));
  } else {
    free -= 1;
  }
  const ended = await start(command, args, env);
  const next = waiting.shift();
  if (next === undefined) {
    free += 1;
  } else {
    next();
  }
  return ended;
}

function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 60_000,
      env: { ...process.env, ...env },
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.once("error", (error) => {
      done({ status: null, stdout: "", stderr: error.message });
    });
    child.once("close", (status, signal) => {
      const stderr = Buffer.concat(errors).toString("utf8");
      const ended = signal === null ? stderr : `${stderr}ended by ${signal}`;
      done({ status, stdout: Buffer.concat(output).toString("utf8"), stderr: ended });
    });
  });
}
