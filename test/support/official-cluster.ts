import assert from "node:assert/strict";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import {
  choosePorts,
  type Cluster,
  containerOf,
  processOf,
  readState,
  requireFluxFiles,
  requireNodes,
  requireTools,
  startCluster,
  startNodes,
  stopAll,
  writeKubeconfigOf,
} from "../../sandbox/cluster";
import { layout, type Layout, projectDir, sandboxContext } from "../../sandbox/ground/layout";
import { lineProgress } from "../../sandbox/ground/progress";
import { installFlux } from "../../sandbox/stand-ins";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { attachedEnv, setUpPulumi, type PulumiSetup } from "../../sandbox/pulumi";
import { officialParts, type OfficialParts } from "./official-parts";
import { OfficialStack } from "./official-stack";
import { buildMinutes } from "./sandbox";
import { skip } from "./skip";
import { Workplace } from "./workplace";

/** A Pulumi project whose stacks run here. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  /** What of the folder a stack runs from: the checkout of a user, whose stack files Pulumi may write. */
  readonly files: readonly string[];
}

/** Charts and their namespaces, and nothing else: what the configuration says. */
export const bareProject: Project = {
  name: "bare",
  folder: join(projectDir, "bench", "bare"),
  files: ["index.ts", "Pulumi.yaml"],
};

const project: Project = {
  name: "mariadb-gitops",
  folder: projectDir,
  files: [
    "index.ts",
    "program",
    "components",
    "safety",
    "schemas",
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "Pulumi.staging.yaml",
    "Pulumi.production.yaml",
  ],
};

/** What says how a program is compiled and loaded: the same for every project. */
const compilation = ["package.json", "tsconfig.json"];

/** The cluster of a suite: started before its tests and ended after them. */
export function useOfficialCluster(): () => OfficialCluster {
  let official: OfficialCluster | undefined;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    official = await OfficialCluster.start(this);
  });
  after(async () => {
    await official?.end();
  });
  return () => official ?? assert.fail("the suite's cluster did not start");
}

/**
 * An empty cluster with nodes, and the Pulumi CLI with the official Node host and the official Kubernetes provider: what
 * a user's `pulumi up` runs. Random and tls are stand-ins. The certificate controller of mariadb-operator runs as the
 * process of its Deployment; what the Flux operator reports is reported for it.
 */
export class OfficialCluster {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  /** Where the local charts are, by the names of the configuration key `charts`. */
  readonly charts: OfficialParts["charts"];
  private readonly where: Layout;
  private readonly setup: PulumiSetup;
  private readonly providers: StandInProviders;
  private readonly workplace: Workplace;
  private readonly background = new AbortController();

  private constructor(
    fields: Pick<OfficialCluster, "cluster" | "kubeconfig" | "charts"> & {
      where: Layout;
      setup: PulumiSetup;
      providers: StandInProviders;
      workplace: Workplace;
    },
  ) {
    this.cluster = fields.cluster;
    this.kubeconfig = fields.kubeconfig;
    this.charts = fields.charts;
    this.where = fields.where;
    this.setup = fields.setup;
    this.providers = fields.providers;
    this.workplace = fields.workplace;
  }

  /** Starts it, or skips the suite and says why, where a part is not to be had. */
  static async start(context: Mocha.Context): Promise<OfficialCluster> {
    const parts = await officialParts();
    return "missing" in parts ? skip(context, parts.missing) : OfficialCluster.startWith(parts);
  }

  /** Starts it with these parts. */
  static async startWith({ host, provider, operator, charts }: OfficialParts): Promise<OfficialCluster> {
    const workplace = new Workplace();
    const where = layout(workplace.path("sandbox"));
    const { signal } = new AbortController();
    const progress = lineProgress();
    const tools = await requireTools(progress, signal);
    const sandbox = await startCluster(where, tools, progress, signal);
    for (const record of Object.values(sandbox.supervisor.state.processes)) {
      workplace.adopt(record);
    }
    await startNodes(where, await requireNodes(progress, signal), sandbox);
    for (const record of Object.values(sandbox.supervisor.state.processes)) {
      workplace.adopt(record);
    }
    const official = new OfficialCluster({
      cluster: sandbox.cluster,
      kubeconfig: where.kubeconfig,
      charts,
      where,
      workplace,
      providers: await startStandInProviders({ plugins: ["random", "tls"] }),
      setup: await setUpPulumi(where, tools.pulumi, "official", [host, provider]),
    });
    void official.actForTheCluster(operator);
    return official;
  }

  /** A stack of a project, in a checkout of its own. */
  stack(name: string, config: Readonly<Record<string, unknown>>, of: Project = project): OfficialStack {
    const folder = this.workplace.path(`${of.name}-${name}`);
    mkdirSync(folder, { recursive: true });
    for (const part of compilation) {
      cpSync(join(projectDir, part), join(folder, part));
    }
    for (const part of of.files) {
      cpSync(join(of.folder, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(projectDir, "node_modules"), join(folder, "node_modules"));
    const base = { kubeContext: sandboxContext, kubeconfig: this.kubeconfig, charts: this.charts };
    const env = {
      ...process.env,
      ...this.setup.env,
      ...attachedEnv(this.providers),
      PULUMI_BACKEND_URL: this.setup.backend,
      PULUMI_HOME: this.workplace.path("pulumi-home"),
    };
    return new OfficialStack(of.name, name, folder, env, { ...base, ...config });
  }

  /** Path of a file that goes with the cluster. */
  path(...names: string[]): string {
    return this.workplace.path(...names);
  }

  async end(): Promise<void> {
    this.background.abort();
    await this.providers.close();
    await stopAll(this.where.state, await readState(this.where.state));
    await this.workplace.end();
  }

  /** Does what pods would do, for as long as the cluster lives: no container runs on kwok's nodes. */
  private async actForTheCluster(operator: string): Promise<void> {
    const { signal } = this.background;
    let started = false;
    while (!signal.aborted) {
      started ||= await this.startCertController(operator).catch(() => false);
      await this.reportFlux().catch(() => undefined);
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Starts the operator's certificate controller with the arguments of its Deployment, once that is there. */
  private async startCertController(operator: string): Promise<boolean> {
    const namespace = "mariadb-system";
    const metadata = { name: "mariadb-operator-cert-controller", namespace };
    const deployment = await this.cluster.read({ apiVersion: "apps/v1", kind: "Deployment", metadata });
    if (deployment === undefined) {
      return false;
    }
    const container = containerOf(deployment);
    const kubeconfig = this.workplace.path("cert-controller.kubeconfig");
    await writeKubeconfigOf(namespace, container.serviceAccount, this.kubeconfig, kubeconfig);
    const { ports } = await choosePorts(["health"], {});
    const flags = { "--metrics-addr": "0", "--health-addr": `127.0.0.1:${String(ports.health)}` };
    const spec = processOf(container, operator, flags, { KUBECONFIG: kubeconfig });
    await this.workplace.start("cert-controller", spec, () => Promise.resolve(true));
    return true;
  }

  /**
   * Does what the Flux operator does with a FluxInstance: it installs the kinds and the controllers of Flux, and reports
   * the instance as ready.
   */
  private async reportFlux(): Promise<void> {
    const reference = {
      apiVersion: "fluxcd.controlplane.io/v1",
      kind: "FluxInstance",
      metadata: { name: "flux", namespace: "flux-system" },
    };
    const live = await this.cluster.read(reference);
    if (live === undefined || live.status !== undefined) {
      return;
    }
    const { signal } = this.background;
    await installFlux(this.cluster, await requireFluxFiles(lineProgress(), signal), signal);
    const ready = { type: "Ready", status: "True", reason: "ReconciliationSucceeded", message: "" };
    const at = new Date().toISOString();
    await this.cluster.patchStatus({
      ...reference,
      status: { conditions: [{ ...ready, lastTransitionTime: at, observedGeneration: 1 }] },
    });
  }
}
