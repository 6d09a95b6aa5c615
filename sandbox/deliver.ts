import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { deploy, type DeployReport } from "../pipeline/deploy";
import type { DeployArgs } from "../pipeline/operation";
import { isAutomated, refresh, requestSync, waitUntilSynced, type Application } from "./application";
import { buildPolicyPack } from "../policy/build";
import { projectDir, sandboxState, type Layout } from "./layout";
import type { Progress } from "./progress";
import { startStandInProviders, type StandInName } from "./providers";
import { attachedEnv, missingPlugins, removeStaleLocks, setUpPulumi } from "./pulumi";
import type { Sandbox } from "./sandbox";
import { hostOf } from "./tools/host";
import { hasInternet } from "./tools/network";

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

/** Waits until Argo CD has delivered a commit; where the environment syncs by hand, this is the hand. */
export async function deliver(
  { cluster, supervisor }: Sandbox,
  name: string,
  commit: string,
  progress: Progress,
): Promise<Application> {
  const { signal } = supervisor;
  return progress.step(
    `waiting for Argo CD to deliver ${name} at ${commit.slice(0, 7)}`,
    async (note) => {
      const application = await refresh(cluster, name, signal);
      if (!isAutomated(application) && application.status?.sync?.status !== "Synced") {
        note("this environment syncs by hand: starting the sync");
        await requestSync(cluster, application, commit);
      }
      return waitUntilSynced(cluster, name, commit, { seconds: 180, signal });
    },
    (elapsed) => `${name} is Synced, in ${elapsed}`,
  );
}

/** The commit that a revision of the mirror stands for. */
export async function commitOf(repository: string, revision: string): Promise<string> {
  const { stdout } = await promisify(execFile)("git", [
    "-C",
    repository,
    "rev-parse",
    "--verify",
    `${revision}^{commit}`,
  ]);
  return stdout.trim();
}
