import { claimName } from "../components/chart/owner";
import { Engine } from "../components/engine/engine";
import { charts } from "../components/versions";
import {
  argocdNamespace,
  OperatorWebhook,
  requireNodes,
  startCluster,
  startNodes,
  writeState,
  type Cluster,
  type PlatformPart,
  type Sandbox,
  type SandboxTools,
} from "./cluster";
import type { Layout } from "./ground/layout";
import { Problem, ProblemCode } from "./ground/problem";
import type { Progress } from "./ground/progress";
import { findPlatform, pathOf, type Chosen, type FoundPlatform, type OfficialParts } from "./platform-choice";
import type { Providers } from "./deliver";
import type { Installing, StartArgs } from "./stack-config";
import { applyPlatform, argocdOverrides } from "./stand-ins";

/**
 * For each part: its namespace, the release under which its claim is found, and an object that proves that it is
 * installed.
 */
const homes = {
  argocd: {
    namespace: argocdNamespace,
    release: charts.argoCd.release,
    proof: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "argocd-cm", namespace: argocdNamespace },
    },
  },
  "mariadb-operator": {
    namespace: "mariadb-system",
    release: charts.mariadbOperator.release,
    proof: {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "databases.k8s.mariadb.com" },
    },
  },
} as const satisfies Record<PlatformPart, object>;

const names = { argocd: "Argo CD", "mariadb-operator": "mariadb-operator" } as const;

/** The platform of a sandbox: parts from charts where the official parts are available, stand-ins for the rest. */
export class SandboxPlatform {
  readonly sandbox: Sandbox;
  /** The provider plugins of an update; undefined where nothing is installed from a chart. */
  readonly providers: Providers | undefined;
  private readonly chosen: Chosen;
  private readonly parts: OfficialParts;
  private readonly webhook: OperatorWebhook | undefined;

  private constructor(where: Layout, sandbox: Sandbox, { chosen, parts, providers }: FoundPlatform) {
    this.sandbox = sandbox;
    this.chosen = chosen;
    this.parts = parts;
    this.providers = chosen.installed.includes("argocd") ? providers : undefined;
    const program = pathOf(parts.operatorProgram);
    this.webhook =
      chosen.installed.includes("mariadb-operator") && program !== undefined
        ? new OperatorWebhook(where, program, sandbox)
        : undefined;
  }

  /**
   * Chooses the platform, reports which parts are real, and starts the cluster for it.
   *
   * @throws Problem `platform-changed` when a part that is installed in the sandbox is not available any more
   */
  static async start(
    where: Layout,
    tools: SandboxTools,
    args: StartArgs & { readonly engine: Engine },
  ): Promise<SandboxPlatform> {
    const { progress, signal } = args;
    const found = await findPlatform(where, tools.pulumi, args);
    const { installed } = found.chosen;
    tell(found, progress);
    const nodes = installed.length === 0 ? undefined : await requireNodes(progress, signal);
    const sandbox = await startCluster(where, tools, progress, signal);
    const { supervisor } = sandbox;
    try {
      supervisor.state.installed = installed;
      await writeState(where.state, supervisor.state);
      if (nodes !== undefined) {
        await startNodes(where, nodes, sandbox);
      }
      await applyPlatform(sandbox, tools, progress, installed);
      const platform = new SandboxPlatform(where, sandbox, found);
      await platform.webhook?.resume();
      return platform;
    } catch (error) {
      await supervisor.undo();
      throw error;
    }
  }

  /**
   * The parts that a stack installs from charts, without those that another stack of the sandbox has installed.
   *
   * @throws Problem `platform-unfinished` when that other stack began to install a part and failed
   */
  async installing(engine: Engine, stack: string): Promise<Installing> {
    const { cluster } = this.sandbox;
    const parts: PlatformPart[] = [];
    for (const part of this.chosen.installed) {
      const owner = await ownerOf(cluster, part);
      if (engine === Engine.ArgoCd && (owner === undefined || owner === stack)) {
        parts.push(part);
      } else if (owner !== undefined && (await cluster.read(homes[part].proof)) === undefined) {
        throw unfinished(part, owner);
      }
    }
    const { argoCd, mariadbOperator, mariadbOperatorCrds } = this.parts;
    const local = Object.entries({
      ...(parts.includes("argocd") ? { argoCd } : {}),
      ...(parts.includes("mariadb-operator") ? { mariadbOperator, mariadbOperatorCrds } : {}),
    }).flatMap(([name, part]) => {
      const path = pathOf(part);
      return path === undefined ? [] : [[name, { path }] as const];
    });
    return { parts, charts: Object.fromEntries(local) };
  }

  /** Runs an update, with the operator's processes beside it that the charts' containers would run. */
  async update<T>(update: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { cluster, supervisor } = this.sandbox;
    const result = await (this.webhook?.during(update) ?? update(supervisor.signal));
    await this.webhook?.start();
    if (this.chosen.installed.includes("argocd")) {
      await cluster.apply(argocdOverrides());
    }
    return result;
  }
}

function unfinished(part: PlatformPart, owner: string): Problem {
  return new Problem(ProblemCode.PlatformUnfinished, {
    what: `${names[part]} is not installed in this sandbox`,
    why: `stack ${owner} began to install it and did not finish`,
    remedy: `Run npm start -- --stack ${owner} first, or npm stop -- --clean to begin again.`,
  });
}

function tell({ chosen: { installed, reasons }, providers }: FoundPlatform, progress: Progress): void {
  if (installed.length > 0) {
    progress.action(
      `real: ${installed.map((part) => names[part]).join(" and ")} from their charts, by the official kubernetes provider`,
    );
    if (providers.standIns.length > 0) {
      progress.action(
        `stand-in: the provider plugins ${providers.standIns.join(" and ")}, which are not installed and cannot be downloaded`,
      );
    }
  }
  for (const why of new Set(Object.values(reasons))) {
    const parts = (Object.keys(reasons) as PlatformPart[]).filter((part) => reasons[part] === why);
    progress.action(`stand-in: ${parts.map((part) => names[part]).join(" and ")}, because ${why}`);
  }
  progress.action("stand-in: Sealed Secrets and External Secrets; no container runs, and no MariaDB server");
}

/** The stack that has installed a part, from the claim in the cluster. */
async function ownerOf(cluster: Cluster, part: PlatformPart): Promise<string | undefined> {
  const { namespace, release } = homes[part];
  const metadata = { name: claimName({ release }), namespace };
  const claim = await cluster.read({ apiVersion: "v1", kind: "ConfigMap", metadata });
  return (claim as { data?: { stack?: string } } | undefined)?.data?.stack?.split("/").at(-1);
}
