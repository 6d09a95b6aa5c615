import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Engine } from "../components/engine/engine";
import { environments, type Environment } from "../components/environments";
import type { DeployArgs } from "../pipeline/operation";
import { buildPolicyPack } from "../policy/build";
import { requireFluxFiles, requireTools, stopAll } from "../sandbox/cluster";
import { layout, projectDir, sandboxContext } from "../sandbox/ground/layout";
import { lineProgress } from "../sandbox/ground/progress";
import { attachedEnv, setUpPulumi } from "../sandbox/pulumi";
import { sandboxConfig } from "../sandbox/stack-config";
import { installFlux, startSandbox } from "../sandbox/stand-ins";
import { startStandInProviders } from "../sandbox/stand-ins/providers";
import type { Runner } from "./measure";
import type { ClusterContext } from "./programs";

/** A control plane and a Pulumi to measure with. */
interface BenchSandbox {
  target: ClusterContext;
  runner: Runner;
  argsOf: (engine: Engine, stack: Environment) => DeployArgs;
}

/** Runs measurements in a sandbox of their own, which ends with them. */
export async function withSandbox<T>(measurements: (sandbox: BenchSandbox) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mariadb-gitops-bench-"));
  const where = layout(folder);
  const { signal, interrupted } = interruption();
  const progress = lineProgress();
  const tools = await requireTools(progress, signal);
  const { cluster, supervisor } = await startSandbox(where, tools, progress, signal);
  const providers = await startStandInProviders();
  try {
    await installFlux(cluster, await requireFluxFiles(progress, signal), signal);
    const setup = await setUpPulumi(where, tools.pulumi, "bench");
    const env = { ...setup.env, ...attachedEnv(providers) };
    const policyPack = await buildPolicyPack();
    const target = { kubeconfig: where.kubeconfig, context: sandboxContext };
    const measured = measurements({
      target,
      // After each step the engine writes the whole state into a file backend, which grows with the square of the
      // resources whoever registers them: at a thousand it hides everything else.
      runner: { folder, pulumiRoot: setup.root, env: { ...env, PULUMI_SKIP_CHECKPOINTS: "true" } },
      argsOf: (engine, stack) => {
        const state = join(where.pulumi, "state", `${engine}-${stack}`);
        mkdirSync(state, { recursive: true });
        const { secretsBackend } = environments[stack];
        return {
          projectDir,
          workDir: join(where.pulumi, "bench", `${engine}-${stack}`),
          stack,
          overrides: {
            ...sandboxConfig(target, engine, { secretsBackend }),
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
    return await Promise.race([measured, interrupted]);
  } finally {
    await providers.close();
    await stopAll(where.state, supervisor.state);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ctrl-C ends the builds, and fails the measurement, so that the sandbox ends too. */
function interruption(): { signal: AbortSignal; interrupted: Promise<never> } {
  const controller = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.once(name, () => {
        const reason = new Error(`interrupted by ${name}`);
        controller.abort(reason);
        reject(reason);
      });
    }
  });
  interrupted.catch(() => undefined);
  return { signal: controller.signal, interrupted };
}
