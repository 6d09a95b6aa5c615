import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { processNames, readState } from "../sandbox/cluster";
import { layout, projectDir } from "../sandbox/ground/layout";
import { table } from "../review/table";

/**
 * How long a start takes and how much memory the sandbox holds, in a sandbox of its own.
 *
 * @param cold first builds every tool into an empty cache, Go's included, which takes ten minutes or more
 */
export async function benchStart(cold: boolean): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "mariadb-gitops-bench-"));
  const env: NodeJS.ProcessEnv = { ...process.env, MARIADB_GITOPS_SANDBOX: join(folder, "sandbox") };
  const coldEnv = { ...env, MARIADB_GITOPS_CACHE: join(folder, "cache"), GOCACHE: join(folder, "go-build") };
  try {
    const rows = [["WHAT", "SECONDS", "AIM"]];
    if (cold) {
      rows.push(["cold start: every tool built", await seconds(["start"], coldEnv), "720"]);
      await seconds(["stop", "--clean"], coldEnv);
    }
    rows.push(["warm start: tools in the cache, new sandbox", await seconds(["start"], env), "30"]);
    rows.push(["second start: nothing to do", await seconds(["start"], env), ""]);
    const memory = await residentMegabytes(env.MARIADB_GITOPS_SANDBOX ?? "");
    rows.push(["stop", await seconds(["stop"], env), ""]);
    rows.push(["start of a stopped sandbox", await seconds(["start"], env), "30"]);
    return [...table(rows), "", ...table([["PROCESS", "MEMORY (MiB)"], ...memory]), "aim for all: 2048 MiB"];
  } finally {
    await seconds(["stop", "--clean"], env);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the command line; its own progress, with the time of each step, goes through to stderr. */
async function seconds(words: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const begin = performance.now();
  const args = [
    "--require",
    "ts-node/register/transpile-only",
    join(projectDir, "sandbox", "cli.ts"),
    ...words,
  ];
  const child = spawn(process.execPath, args, {
    cwd: projectDir,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) {
    throw new Error(`npm ${words.join(" ")} failed with exit code ${String(code)}`);
  }
  return ((performance.now() - begin) / 1000).toFixed(1);
}

/** Resident memory of each process, and of all. Linux only, where the system tells it in a file. */
async function residentMegabytes(sandbox: string): Promise<string[][]> {
  const { processes } = await readState(layout(sandbox).state);
  let total = 0;
  const rows: string[][] = [];
  for (const name of processNames) {
    const status = await readFile(`/proc/${processes[name]?.pid ?? "none"}/status`, "utf8").catch(() => "");
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN);
    total += kilobytes;
    rows.push([name, (kilobytes / 1024).toFixed(0)]);
  }
  return [...rows, ["all", (total / 1024).toFixed(0)]];
}
