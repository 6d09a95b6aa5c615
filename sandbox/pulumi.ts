import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import { projectDir, type Layout } from "./ground/layout";
import type { StandInName } from "./stand-ins/providers";

const run = promisify(execFile);

export interface PulumiSetup {
  /** Folder that holds `bin/pulumi`, as the Automation API wants it. */
  root: string;
  /** State backend of the sandbox. */
  backend: string;
  env: Record<string, string>;
}

const analyzer = "pulumi-analyzer-policy-nodejs";

/**
 * Puts the CLI where the Automation API looks for it, with a state backend in a folder, a passphrase of its own, and
 * the analyzer that runs policy packs. A CLI built from its Go module comes without that analyzer; a two-line script
 * then starts the SDK's `cmd/run-policy-pack`, as the official analyzer does.
 *
 * @param plugins programs that the CLI finds beside it: language hosts and providers
 */
export async function setUpPulumi(
  where: Layout,
  cli: string,
  cluster: string,
  plugins: readonly string[] = [],
): Promise<PulumiSetup> {
  const bin = join(where.pulumi, "bin");
  const backend = join(where.pulumi, "state", cluster);
  await mkdir(bin, { recursive: true });
  await mkdir(backend, { recursive: true });
  for (const program of [cli, ...plugins]) {
    await rm(join(bin, basename(program)), { force: true });
    await symlink(program, join(bin, basename(program)));
  }
  const path = [bin, dirname(cli), process.env.PATH ?? ""].join(delimiter);
  if (!onPath(analyzer, [dirname(cli), process.env.PATH ?? ""].join(delimiter))) {
    const script = join(projectDir, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
    await writeFile(join(bin, analyzer), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, {
      mode: 0o755,
    });
  }
  return {
    root: where.pulumi,
    backend: `file://${backend}`,
    env: {
      PATH: path,
      PULUMI_CONFIG_PASSPHRASE: await passphrase(join(where.pulumi, "passphrase")),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  };
}

/** The environment in which the CLI uses attached plugins and looks for no others. */
export function attachedEnv({ debugProviders }: { debugProviders: string }): Record<string, string> {
  return {
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    // Without internet, the search for a newer plugin takes seconds.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** A run that was killed leaves its lock behind. The sandbox's own lock guarantees that no other run holds it now. */
export async function removeStaleLocks(where: Layout): Promise<void> {
  for (const cluster of await readdir(join(where.pulumi, "state"))) {
    await rm(join(where.pulumi, "state", cluster, ".pulumi", "locks"), { recursive: true, force: true });
  }
}

/** The provider plugins that the installed SDKs need, with their versions. */
async function wantedPlugins(): Promise<[name: StandInName, version: string][]> {
  const read = async (name: StandInName): Promise<[StandInName, string]> => {
    const file = join(projectDir, "node_modules", "@pulumi", name, "package.json");
    return [name, (JSON.parse(await readFile(file, "utf8")) as { version: string }).version];
  };
  return Promise.all((["kubernetes", "random", "tls"] as const).map(read));
}

/**
 * The official provider plugins that are neither installed nor could be installed now.
 *
 * @param online called only when one is missing: without internet the CLI would try for ten seconds
 */
export async function missingPlugins(cli: string, online: () => Promise<boolean>): Promise<StandInName[]> {
  const missing: StandInName[] = [];
  for (const [name, version] of await wantedPlugins()) {
    if (existsSync(join(pulumiHome(), "plugins", `resource-${name}-v${version}`))) {
      continue;
    }
    if (!(await online()) || !(await installs(cli, name, version))) {
      missing.push(name);
    }
  }
  return missing;
}

async function installs(cli: string, name: string, version: string): Promise<boolean> {
  return run(cli, ["plugin", "install", "resource", name, version], { timeout: 300_000 }).then(
    () => true,
    () => false,
  );
}

function pulumiHome(): string {
  return process.env.PULUMI_HOME ?? join(process.env.HOME ?? "", ".pulumi");
}

/** The passphrase that encrypts the secrets in the sandbox's state; created once, readable by its owner only. */
async function passphrase(file: string): Promise<string> {
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  }
  return (await readFile(file, "utf8")).trim();
}

function onPath(command: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, command)));
}
