import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { buildPolicyPack } from "../../policy/build";
import type { Cluster } from "../../sandbox/cluster";
import { layout, sandboxContext, type Layout } from "../../sandbox/layout";
import { lineProgress } from "../../sandbox/progress";
import { setUpPulumi, type PulumiSetup } from "../../sandbox/pulumi";
import { requireTools, type SandboxTools } from "../../sandbox/requirements";
import { startEngine, startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { stopAll } from "../../sandbox/state";
import { ensureTools } from "../../sandbox/tools";
import { renderers } from "./kustomize";

/** The real thing for the live tests of one run: control plane, Argo CD's CRDs, the Pulumi CLI. */
export interface TestSandbox {
  readonly where: Layout;
  readonly kubeconfig: string;
  readonly context: string;
  /** Path of the Pulumi CLI. */
  readonly pulumi: string;
  readonly setup: PulumiSetup;
  readonly tools: SandboxTools;
  readonly cluster: Cluster;
  readonly sandbox: Sandbox;
}

let running: Promise<TestSandbox> | undefined;
let engine: Promise<void> | undefined;

/**
 * Starts the sandbox, once for all tests of the run, in a folder of its own. The first run on a machine builds the
 * tools, which takes minutes; a test that calls this needs a time-out to match.
 */
export async function sandboxForTests(): Promise<TestSandbox> {
  running ??= start();
  return running;
}

/** The same with Argo CD's processes. */
export async function sandboxWithArgoCd(): Promise<TestSandbox> {
  const started = await sandboxForTests();
  engine ??= startEngine(started.where, started.tools, started.sandbox, lineProgress());
  await engine;
  return started;
}

/** Longest time that building every tool may take. */
export const buildMinutes = 45;

async function start(): Promise<TestSandbox> {
  const where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-")));
  await buildPolicyPack();
  const { signal } = new AbortController();
  const progress = lineProgress();
  const tools = await requireTools(progress, signal);
  const sandbox = await startSandbox(where, tools, progress, signal);
  process.once("exit", () => {
    killAll(sandbox);
  });
  return {
    where,
    kubeconfig: where.kubeconfig,
    context: sandboxContext,
    pulumi: tools.pulumi,
    setup: await setUpPulumi(where, tools.pulumi, "tests"),
    tools,
    cluster: sandbox.cluster,
    sandbox,
  };
}

/** Root hooks: overlays can be rendered on a machine without kubectl, and the sandbox ends with the run. */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    this.timeout(buildMinutes * 60_000);
    if (renderers().length === 0) {
      const { kustomize } = await ensureTools(["kustomize"]);
      process.env.PATH = [dirname(kustomize.path), process.env.PATH].join(delimiter);
    }
  },
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    if (running !== undefined) {
      const { where, sandbox } = await running;
      await stopAll(where.state, sandbox.supervisor.state);
      rmSync(where.root, { recursive: true, force: true });
    }
  },
};

/** A run that was cut off cannot wait: what still runs is killed by its process id. */
function killAll({ supervisor }: Sandbox): void {
  for (const { pid } of Object.values(supervisor.state.processes)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}
