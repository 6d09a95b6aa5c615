import { spawn, type ChildProcess } from "node:child_process";

import { type Layout, projectDir } from "../../sandbox/ground/layout";

/** How a command ended. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line of the sandbox as npm does, on a sandbox of the test's own. */
export function npmCommand(
  where: Layout,
  args: string[],
  env: Record<string, string> = {},
): { child: ChildProcess; result: Promise<CommandResult> } {
  const child = spawn(
    process.execPath,
    ["--require", "ts-node/register/transpile-only", "sandbox/cli.ts", ...args],
    {
      cwd: projectDir,
      env: { ...process.env, MARIADB_GITOPS_SANDBOX: where.root, NO_COLOR: "1", ...env },
    },
  );
  const result: CommandResult = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (result.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (result.stderr += chunk.toString()));
  return {
    child,
    result: new Promise((resolve) =>
      child.once("close", (code) => {
        resolve({ ...result, code });
      }),
    ),
  };
}
