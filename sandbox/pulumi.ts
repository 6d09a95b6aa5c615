import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import { deploy, type DeployReport } from "../pipeline/deploy";
import type { DeployArgs } from "../pipeline/operation";
import { buildPolicyPack } from "../policy/build";
import { type Layout, projectDir, sandboxState } from "./ground/layout";
import type { Progress } from "./ground/progress";
import { type StandInName, startStandInProviders } from "./stand-ins";
import { hasInternet, hostOf } from "./tools";

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
async function wantedPlugins(): Promise<[name: StandInName, version: string][]> {
  const read = async (name: StandInName): Promise<[StandInName, string]> => {
    const file = join(projectDir, "node_modules", "@pulumi", name, "package.json");
    return [name, (JSON.parse(await readFile(file, "utf8")) as { version: string }).version];
  };
  return Promise.all((["kubernetes", "random", "tls"] as const).map(read));
}

/**
 * The official provider plugins that are not there and could not be installed just now.
 *
 * @param online asked only when one is missing: without internet the CLI would try for ten seconds
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

/** What one deployment is about. */
export interface DeliveryPlan {
  stack: string;
  /** Stack configuration that this run replaces. */
  overrides: Record<string, string>;
  /** Name of the cluster, where it is not the sandbox's own; each cluster has a state of its own. */
  cluster?: string;
  /** Where the provider plugins come from. @default the official ones where all of them can be had, else stand-ins */
  providers?: Providers;
}

/** Where the provider plugins of an update come from. */
export interface Providers {
  /** Programs of official plugins that the CLI would not find by itself. */
  readonly programs: readonly string[];
  readonly standIns: readonly StandInName[];
}

/** The official plugins where all of them can be had, else stand-ins for all. */
async function defaultProviders(
  cli: string,
  tools: { progress: Progress; signal: AbortSignal },
): Promise<Providers> {
  const missing = await missingPlugins(cli, () => hasInternet(hostOf(tools), { base: "pulumi", path: "" }));
  if (missing.length === 0) {
    return { programs: [], standIns: [] };
  }
  tools.progress.warning(
    "the official provider plugins are not installed and cannot be downloaded: stand-ins take their place",
  );
  return { programs: [], standIns: ["kubernetes", "random", "tls"] };
}

/** Runs the Pulumi program of a stack with the policy pack enforced. */
export async function deployStack(
  where: Layout,
  cli: string,
  plan: DeliveryPlan,
  tools: { progress: Progress; signal: AbortSignal },
): Promise<DeployReport> {
  const { progress, signal } = tools;
  // The name of a context may hold slashes, as those of EKS do.
  const cluster = plan.cluster === undefined ? sandboxState : encodeURIComponent(plan.cluster);
  const providers = plan.providers ?? (await defaultProviders(cli, tools));
  const setup = await setUpPulumi(where, cli, cluster, providers.programs);
  await removeStaleLocks(where);
  const standIns =
    providers.standIns.length === 0
      ? undefined
      : await startStandInProviders({ plugins: providers.standIns });
  const args: DeployArgs = {
    projectDir,
    workDir: join(where.pulumi, "stacks", cluster),
    stack: plan.stack,
    overrides: plan.overrides,
    backend: setup.backend,
    pulumiRoot: setup.root,
    env: { ...setup.env, ...(standIns === undefined ? {} : attachedEnv(standIns)) },
    policyPack: await buildPolicyPack(),
    signal,
  };
  try {
    return await progress.step(
      `updating stack ${plan.stack}, policies enforced`,
      () => deploy(args),
      (elapsed) => `stack ${plan.stack} is up to date, in ${elapsed}`,
    );
  } finally {
    await standIns?.close();
  }
}
