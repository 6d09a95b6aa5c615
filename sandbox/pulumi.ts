import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { projectDir, type Layout } from "./layout";

const run = promisify(execFile);

/** The Pulumi CLI as the sandbox runs it. */
export interface PulumiSetup {
  /** Folder that holds `bin/pulumi`, as the Automation API wants it. */
  root: string;
  /** State backend of the sandbox. */
  backend: string;
  env: Record<string, string>;
}

const analyzer = "pulumi-analyzer-policy-nodejs";

/**
 * Puts the CLI where the Automation API looks for it, with a state backend in a folder, a passphrase of the sandbox's
 * own, and the analyzer that runs policy packs. A CLI built from its Go module comes without that analyzer; the same
 * script that the official one starts is then started by a two-line stand-in.
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

/** The environment in which the CLI uses attached plugins, and looks for no others. */
export function attachedEnv({ debugProviders }: { debugProviders: string }): Record<string, string> {
  return {
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    // Looking for a newer plugin on the internet takes seconds where there is none.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** A run that was killed leaves its lock behind; the sandbox's own lock says that no other run holds it now. */
export async function removeStaleLocks(where: Layout): Promise<void> {
  for (const cluster of await readdir(join(where.pulumi, "state"))) {
    await rm(join(where.pulumi, "state", cluster, ".pulumi", "locks"), { recursive: true, force: true });
  }
}

/** Versions of the provider plugins that the installed SDKs ask for. */
async function wantedPlugins(): Promise<[name: string, version: string][]> {
  const read = async (name: string): Promise<[string, string]> => {
    const file = join(projectDir, "node_modules", "@pulumi", name, "package.json");
    return [name, (JSON.parse(await readFile(file, "utf8")) as { version: string }).version];
  };
  return Promise.all(["kubernetes", "random", "tls"].map(read));
}

/**
 * Whether the official provider plugins are there, or could be installed just now.
 *
 * @param online asked only when one is missing: without internet the CLI would try for ten seconds
 */
export async function officialPlugins(cli: string, online: () => Promise<boolean>): Promise<boolean> {
  for (const [name, version] of await wantedPlugins()) {
    if (existsSync(join(pulumiHome(), "plugins", `resource-${name}-v${version}`))) {
      continue;
    }
    if (!(await online()) || !(await installs(cli, name, version))) {
      return false;
    }
  }
  return true;
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

/** The passphrase that encrypts the secrets in the sandbox's state; made once, readable by its owner only. */
async function passphrase(file: string): Promise<string> {
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  }
  return (await readFile(file, "utf8")).trim();
}

function onPath(command: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, command)));
}
