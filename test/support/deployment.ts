import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Engine } from "../../components/engine/engine";
import { environments, Environment, type SecretsBackend } from "../../components/environments";
import { builtPack } from "../../policy/build";
import type { DeployArgs } from "../../pipeline/operation";
import { projectDir } from "../../sandbox/ground/layout";
import type { StandInProviders } from "../../sandbox/stand-ins/providers";
import { attachedEnv } from "../../sandbox/pulumi";
import { sandboxConfig } from "../../sandbox/stack-config";
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
      ...sandboxConfig({ context, kubeconfig }, Engine.ArgoCd, { secretsBackend: backendOf(stack) }),
      repositoryUrl: "https://example.com/databases.git",
      ...overrides,
    },
    backend: `file://${state}`,
    pulumiRoot: setup.root,
    env: { ...setup.env, ...attachedEnv(providers) },
    policyPack: builtPack,
    state,
  };
}

/** The backend of a stack that is called after its environment. */
function backendOf(stack: string): SecretsBackend | undefined {
  const environment = Object.values(Environment).find((name) => name === stack);
  return environment && environments[environment].secretsBackend;
}
