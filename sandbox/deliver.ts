import { join } from "node:path";

import { deploy, type DeployReport } from "../pipeline/deploy";
import type { DeployArgs } from "../pipeline/operation";
import { buildPolicyPack } from "../policy/build";
import { projectDir, sandboxState, type Layout } from "./ground/layout";
import type { Progress } from "./ground/progress";
import { attachedEnv, missingPlugins, removeStaleLocks, setUpPulumi } from "./pulumi";
import { startStandInProviders, type StandInName } from "./stand-ins/providers";
import { hasInternet, hostOf } from "./tools";

/** One deployment of a stack. */
export interface DeliveryPlan {
  stack: string;
  /** Stack configuration that this run overrides. */
  overrides: Record<string, string>;
  /** Name of the cluster, if it is not the sandbox's own; each cluster has its own state. */
  cluster?: string;
  /** @default the official plugins if all of them are available, else stand-ins */
  providers?: Providers;
}

/** Where the provider plugins of an update come from. */
export interface Providers {
  /** Paths of official plugins that the CLI would not find itself. */
  readonly programs: readonly string[];
  readonly standIns: readonly StandInName[];
}

/** The official plugins if all of them are available, else stand-ins for all. */
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
  // The name of a context may contain slashes, as those of EKS do.
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
