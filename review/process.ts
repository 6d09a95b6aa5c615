import { spawn } from "node:child_process";

/** How a program ended. `status` is null when it did not start, was killed or took too long. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell, for at most a minute. */
export function runProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
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
