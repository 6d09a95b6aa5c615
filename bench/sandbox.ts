import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Engine } from "../components/engine/engine";
import { environments, type Environment } from "../components/environments";
import type { DeployArgs } from "../pipeline/operation";
import { buildPolicyPack } from "../policy/build";
import { installFlux } from "../sandbox/flux";
import { layout, projectDir, sandboxContext } from "../sandbox/layout";
import { lineProgress } from "../sandbox/progress";
import { startStandInProviders } from "../sandbox/providers";
import { attachedEnv, setUpPulumi } from "../sandbox/pulumi";
import { requireFlux, requireTools } from "../sandbox/requirements";
import { startSandbox } from "../sandbox/sandbox";
import { sandboxConfig } from "../sandbox/stack-config";
import { stopAll } from "../sandbox/state";
import type { Runner } from "./measure";
import type { Place } from "./programs";

/** A control plane and a Pulumi to measure with. */
export interface BenchSandbox {
  place: Place;
  runner: Runner;
  argsOf: (engine: Engine, stack: Environment) => DeployArgs;
}

/** Runs measurements in a sandbox of their own, which ends with them. */
export async function withSandbox<T>(measurements: (sandbox: BenchSandbox) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mariadb-gitops-bench-"));
  const where = layout(folder);
  const { signal } = new AbortController();
  const progress = lineProgress();
  const tools = await requireTools(progress, signal);
  const { cluster, supervisor } = await startSandbox(where, tools, progress, signal);
  const providers = await startStandInProviders();
  try {
    await installFlux(cluster, await requireFlux(progress, signal), signal);
    const setup = await setUpPulumi(where, tools.pulumi, "bench");
    const env = { ...setup.env, ...attachedEnv(providers) };
    const policyPack = await buildPolicyPack();
    const place = { kubeconfig: where.kubeconfig, context: sandboxContext };
    return await measurements({
      place,
      runner: { folder, pulumiRoot: setup.root, env },
      argsOf: (engine, stack) => {
        const state = join(where.pulumi, "state", `${engine}-${stack}`);
        mkdirSync(state, { recursive: true });
        const { secretsBackend } = environments[stack];
        return {
          projectDir,
          workDir: join(where.pulumi, "bench", `${engine}-${stack}`),
          stack,
          overrides: {
            ...sandboxConfig(place, engine, { secretsBackend }),
            repositoryUrl: "https://example.com/databases.git",
            namespace: `${engine}-${stack}`,
          },
          backend: `file://${state}`,
          pulumiRoot: setup.root,
          env,
          policyPack,
        };
      },
    });
  } finally {
    await providers.close();
    await stopAll(where.state, supervisor.state);
    await rm(folder, { recursive: true, force: true });
  }
}
