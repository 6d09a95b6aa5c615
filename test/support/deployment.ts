import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { DeployArgs } from "../../pipeline/deploy";
import { projectDir } from "../../sandbox/layout";
import type { StandInProviders } from "../../sandbox/providers";
import { attachedEnv } from "../../sandbox/pulumi";
import type { TestSandbox } from "./sandbox";

/**
 * The arguments of a deployment into the test sandbox, through the stand-in plugins, with the policy pack enforced.
 * Each `name` has a state of its own, in the folder `state`.
 */
export function deployment(
  { where, setup, kubeconfig, context }: TestSandbox,
  providers: StandInProviders,
  { name, stack, overrides = {} }: { name: string; stack: string; overrides?: Record<string, string> },
): DeployArgs & { state: string } {
  const state = join(where.pulumi, "state", name);
  mkdirSync(state, { recursive: true });
  return {
    projectDir,
    workDir: join(where.pulumi, "tests", name),
    stack,
    overrides: {
      kubeContext: context,
      kubeconfig,
      argocdExisting: "true",
      repositoryUrl: "https://example.com/databases.git",
      ...overrides,
    },
    backend: `file://${state}`,
    pulumiRoot: setup.root,
    env: { ...setup.env, ...attachedEnv(providers) },
    policyPack: join(projectDir, "policy"),
    state,
  };
}
