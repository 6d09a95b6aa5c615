import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { buildPolicyPack } from "../../policy/build";
import {
  type Cluster,
  readState,
  requireFlux,
  requireTools,
  type Sandbox,
  type SandboxTools,
  startControllerManager,
  startEngine,
  startFlux,
  type State,
  stopAll,
} from "../../sandbox/cluster";
import { installFlux, startSandbox } from "../../sandbox/stand-ins";
import { layout, type Layout, sandboxContext } from "../../sandbox/ground/layout";
import { lineProgress } from "../../sandbox/ground/progress";
import { setUpPulumi, type PulumiSetup } from "../../sandbox/pulumi";
import { ensureTools } from "../../sandbox/tools";
import { clockKeeper } from "../../components/guard/clock";
import { receiveFluxEvents, type FluxEvent } from "./flux-events";
import { renderers } from "./kustomize";
import { watchOver } from "./watch";
import { killGroup, onCutOff } from "./workplace";

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
let flux: Promise<FluxEvent[]> | undefined;

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

/** The same with Flux's controllers, which pull the sandbox's own repository, and all that they say from then on. */
export async function sandboxWithFlux(): Promise<TestSandbox & { events: FluxEvent[] }> {
  const started = await sandboxForTests();
  flux ??= startControllers(started);
  return { ...started, events: await flux };
}

async function startControllers({ where, cluster, sandbox }: TestSandbox): Promise<FluxEvent[]> {
  const { signal } = sandbox.supervisor;
  const tools = await requireFlux(lineProgress(), signal);
  await installFlux(cluster, tools.files, signal);
  const { address, events } = await receiveFluxEvents();
  await startFlux(where, tools, sandbox.supervisor, address);
  return events;
}

/** A control plane that one test has to itself. */
export interface OwnSandbox {
  readonly kubeconfig: string;
  readonly cluster: Cluster;
  end(): Promise<void>;
}

/**
 * Another control plane, for a test that replaces what the other tests rely on: the CRDs by those of the operator, or
 * every write by what a webhook says. The test ends it.
 *
 * @param apiserverArgs further flags of its kube-apiserver
 * @param options.controllers false for a test that plays the controllers itself, see `withoutControllers`
 */
export async function ownSandbox(
  apiserverArgs: readonly string[] = [],
  { controllers = true } = {},
): Promise<OwnSandbox> {
  const { where, sandbox, end } = await startControlPlane(apiserverArgs);
  if (!controllers) {
    await stopAll(where.state, sandbox.supervisor.state, ["kube-controller-manager"]);
  }
  return { kubeconfig: where.kubeconfig, cluster: sandbox.cluster, end };
}

/** Longest time that building every tool may take. */
export const buildMinutes = 45;

let endOfRun: (() => Promise<void>) | undefined;

async function start(): Promise<TestSandbox> {
  await buildPolicyPack();
  const { where, tools, sandbox, end } = await startControlPlane();
  endOfRun = end;
  // Guards come and go in the tests, which delete them by their labels. Without this one, which has none, the API server
  // would read the clock of the first guard only.
  const { policy, bindings } = clockKeeper({ environment: "staging", name: "tests", namespaces: [] });
  for (const { metadata, ...object } of [policy, ...bindings]) {
    await sandbox.cluster.apply({ ...object, metadata: { name: metadata.name } });
  }
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

/** Starts a control plane in a folder of its own. Both go at the end, and when the run is cut off. */
async function startControlPlane(apiserverArgs: readonly string[] = []): Promise<{
  where: Layout;
  tools: SandboxTools;
  sandbox: Sandbox;
  end: () => Promise<void>;
}> {
  const { signal } = new AbortController();
  const progress = lineProgress();
  const tools = await requireTools(progress, signal);
  const where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-")));
  watchOver(where.root);
  const takeBack = onCutOff(() => {
    killAll(where);
    rmSync(where.root, { recursive: true, force: true });
  });
  const end = async (): Promise<void> => {
    await stopAll(where.state, await readState(where.state));
    rmSync(where.root, { recursive: true, force: true });
    takeBack();
  };
  try {
    return { where, tools, sandbox: await startSandbox(where, tools, progress, signal, apiserverArgs), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A run that was cut off cannot wait: what the state file names is killed, also by a start that is half done. */
function killAll({ state }: Layout): void {
  if (!existsSync(state)) {
    return;
  }
  const { processes } = JSON.parse(readFileSync(state, "utf8")) as State;
  for (const { pid } of Object.values(processes)) {
    killGroup(pid);
  }
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
    await endOfRun?.();
  },
};

/**
 * Ends the controller manager for a suite that plays its controllers itself: it names owners that do not exist, or
 * volumes that nothing provides, which the real controllers would collect or change before the test looks.
 */
export function withoutControllers(): void {
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    const { where, sandbox } = await sandboxForTests();
    await stopAll(where.state, sandbox.supervisor.state, ["kube-controller-manager"]);
  });
  after(async () => {
    const { where, tools, sandbox } = await sandboxForTests();
    await startControllerManager(where, tools["kube-controller-manager"], sandbox.supervisor);
  });
}
