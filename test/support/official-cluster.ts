import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parse, stringify } from "yaml";

import { builtPack } from "../../policy/build";
import type { Cluster } from "../../sandbox/cluster";
import { containerOf, processOf, writeKubeconfigOf } from "../../sandbox/container";
import { startNodes } from "../../sandbox/controllers";
import { layout, projectDir, sandboxContext, type Layout } from "../../sandbox/layout";
import { choosePorts } from "../../sandbox/ports";
import { lineProgress } from "../../sandbox/progress";
import { startStandInProviders, type StandInProviders } from "../../sandbox/providers";
import { attachedEnv, setUpPulumi, type PulumiSetup } from "../../sandbox/pulumi";
import { requireNodes, requireTools } from "../../sandbox/requirements";
import { startCluster } from "../../sandbox/sandbox";
import { readState, stopAll } from "../../sandbox/state";
import { run } from "../../sandbox/tools/run";
import { needChartFolder, needPart } from "./shared";
import { Workplace } from "./workplace";

/** What a run of the Pulumi CLI did. */
export interface Ran {
  readonly code: number | undefined;
  /** What was printed to standard output. */
  readonly out: string;
  /** All that was printed. */
  readonly said: string;
  readonly seconds: number;
}

/** The charts, by the names of the configuration key `charts`. */
const charts = {
  argoCd: "argo-cd",
  fluxOperator: "flux-operator",
  sealedSecrets: "sealed-secrets",
  externalSecrets: "external-secrets",
  mariadbOperatorCrds: "mariadb-operator-crds",
  mariadbOperator: "mariadb-operator",
} as const;

/** What of this project a stack runs from: the checkout of a user, whose stack files Pulumi may write. */
const program = [
  "index.ts",
  "program",
  "components",
  "safety",
  "schemas",
  "package.json",
  "tsconfig.json",
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "Pulumi.staging.yaml",
  "Pulumi.production.yaml",
];

/**
 * An empty cluster with nodes, and the Pulumi CLI with the official Node host and the official Kubernetes provider: what
 * a user's `pulumi up` runs. Random and tls are stand-ins. The certificate controller of mariadb-operator runs as the
 * process of its Deployment; what the Flux operator reports is reported for it.
 */
export class OfficialCluster {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  /** Where the local charts are, by the names of the configuration key `charts`. */
  readonly charts: Readonly<Record<keyof typeof charts, { path: string }>>;
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
    const host = await needPart(context, "pulumi-language-nodejs");
    const provider = await needPart(context, "pulumi-resource-kubernetes");
    const operator = await needPart(context, "mariadb-operator");
    const places: [string, { path: string }][] = [];
    for (const [key, chart] of Object.entries(charts)) {
      places.push([key, { path: await needChartFolder(context, chart) }]);
    }
    const workplace = new Workplace();
    const where = layout(workplace.path("sandbox"));
    const { signal } = new AbortController();
    const progress = lineProgress();
    const tools = await requireTools(progress, signal);
    const sandbox = await startCluster(where, tools, progress, signal);
    for (const record of Object.values(sandbox.supervisor.state.processes)) workplace.adopt(record);
    await startNodes(where, await requireNodes(progress, signal), sandbox);
    for (const record of Object.values(sandbox.supervisor.state.processes)) workplace.adopt(record);
    const official = new OfficialCluster({
      cluster: sandbox.cluster,
      kubeconfig: where.kubeconfig,
      charts: Object.fromEntries(places) as OfficialCluster["charts"],
      where,
      workplace,
      providers: await startStandInProviders({ plugins: ["random", "tls"] }),
      setup: await setUpPulumi(where, tools.pulumi, "official", [host, provider]),
    });
    void official.actForTheCluster(operator);
    return official;
  }

  /** A stack of the project, in a checkout of its own. */
  stack(name: string, config: Readonly<Record<string, unknown>>): OfficialStack {
    const folder = this.workplace.path(`stack-${name}`);
    mkdirSync(folder, { recursive: true });
    for (const part of program) cpSync(join(projectDir, part), join(folder, part), { recursive: true });
    symlinkSync(join(projectDir, "node_modules"), join(folder, "node_modules"));
    const base = { kubeContext: sandboxContext, kubeconfig: this.kubeconfig, charts: this.charts };
    const env = {
      ...process.env,
      ...this.setup.env,
      ...attachedEnv(this.providers),
      PULUMI_BACKEND_URL: this.setup.backend,
      PULUMI_HOME: this.workplace.path("pulumi-home"),
    };
    return new OfficialStack(name, folder, env, { ...base, ...config });
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
    if (deployment === undefined) return false;
    const container = containerOf(deployment);
    const kubeconfig = this.workplace.path("cert-controller.kubeconfig");
    await writeKubeconfigOf(namespace, container.serviceAccount, this.kubeconfig, kubeconfig);
    const { ports } = await choosePorts(["health"], {});
    const flags = { "--metrics-addr": "0", "--health-addr": `127.0.0.1:${String(ports.health)}` };
    const spec = processOf(container, operator, flags, { KUBECONFIG: kubeconfig });
    await this.workplace.start("cert-controller", spec, () => Promise.resolve(true));
    return true;
  }

  /** The Flux operator, which does not run here, reports a FluxInstance as ready when the controllers run. */
  private async reportFlux(): Promise<void> {
    const reference = {
      apiVersion: "fluxcd.controlplane.io/v1",
      kind: "FluxInstance",
      metadata: { name: "flux", namespace: "flux-system" },
    };
    const live = await this.cluster.read(reference);
    if (live === undefined || live.status !== undefined) return;
    const ready = { type: "Ready", status: "True", reason: "ReconciliationSucceeded", message: "" };
    const at = new Date().toISOString();
    await this.cluster.patchStatus({
      ...reference,
      status: { conditions: [{ ...ready, lastTransitionTime: at, observedGeneration: 1 }] },
    });
  }
}

/** A stack that the official CLI runs, as a user does. */
export class OfficialStack {
  readonly name: string;
  private readonly folder: string;
  private readonly env: NodeJS.ProcessEnv;
  private config: Readonly<Record<string, unknown>>;

  constructor(
    name: string,
    folder: string,
    env: NodeJS.ProcessEnv,
    config: Readonly<Record<string, unknown>>,
  ) {
    this.name = name;
    this.folder = folder;
    this.env = env;
    this.config = config;
  }

  /** Replaces values of the stack's configuration. */
  configure(config: Readonly<Record<string, unknown>>): void {
    this.config = { ...this.config, ...config };
  }

  /** Runs the CLI; colours and questions off. */
  async pulumi(...words: string[]): Promise<Ran> {
    const file = join(this.folder, `Pulumi.${this.name}.yaml`);
    const written = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: object };
    const prefixed = Object.entries(this.config).map(([key, value]) => [`mariadb-gitops:${key}`, value]);
    const config = { ...written.config, ...(Object.fromEntries(prefixed) as object) };
    writeFileSync(file, stringify({ ...written, config }));
    const start = performance.now();
    const result = await run(
      "pulumi",
      [
        ...words,
        ...(words.includes("init") ? [] : ["--stack", this.name]),
        "--non-interactive",
        "--color=never",
      ],
      { cwd: this.folder, env: this.env },
    );
    const said = `${result.stdout}\n${result.stderr}`;
    return { code: result.code, out: result.stdout, said, seconds: (performance.now() - start) / 1000 };
  }

  /** Creates the stack. */
  async create(): Promise<void> {
    const file = join(this.folder, `Pulumi.${this.name}.yaml`);
    writeFileSync(file, readFileSync(file, { encoding: "utf8", flag: "a+" }));
    const { code, said } = await this.pulumi("stack", "init", this.name);
    if (code !== 0) throw new Error(`stack ${this.name} was not created:\n${said}`);
  }

  /** Updates under the policy pack. */
  async up(...words: string[]): Promise<Ran> {
    return this.pulumi("up", "--yes", "--skip-preview", "--policy-pack", builtPack, ...words);
  }

  /** Previews under the policy pack; the CLI fails when anything would change. */
  async unchanged(): Promise<Ran> {
    return this.pulumi("preview", "--expect-no-changes", "--policy-pack", builtPack);
  }

  /** The URNs in the state, in their order. */
  async resources(): Promise<string[]> {
    const { out } = await this.pulumi("stack", "export");
    const { deployment } = JSON.parse(out) as {
      deployment: { resources?: { urn: string }[] };
    };
    return (deployment.resources ?? []).map(({ urn }) => urn);
  }
}
