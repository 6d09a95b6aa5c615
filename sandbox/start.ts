import { Engine } from "../components/engine/engine";
import type { DeployReport } from "../pipeline/deploy";
import { committedConfig } from "../pipeline/workspace";
import { deliver, readApplication } from "./argocd-delivery";
import {
  Cluster,
  commitOf,
  fluxRepositoryUrl,
  lockFile,
  readState,
  requireFlux,
  requireTools,
  running,
  startEngine,
  startFlux,
  updateMirror,
  type FluxTools,
  type Mirror,
  type SandboxTools,
} from "./cluster";
import { deliverWithFlux } from "./flux-delivery";
import { describeFlux, kustomizationsOf } from "./flux-results";
import { createFolders, projectDir, sandboxContext, type Layout } from "./ground/layout";
import { Problem, ProblemCode } from "./ground/problem";
import type { Progress } from "./ground/progress";
import { SandboxPlatform } from "./platform";
import { type DeliveryPlan, deployStack } from "./deliver";
import { describeArgoCd, namesIn } from "./results";
import { engineOf, sandboxConfig, waitOptions, type StartArgs } from "./stack-config";
import { installFlux } from "./stand-ins";
import { withLock } from "./tools";

/**
 * `npm start`: the control plane, the stack, Argo CD, and the databases that it delivers.
 *
 * @returns the lines for stdout
 */
export async function start(where: Layout, args: StartArgs): Promise<string[]> {
  await createFolders(where);
  return withLock(lockFile(where), waitOptions(args), () => startLocked(where, args));
}

async function startLocked(where: Layout, args: StartArgs): Promise<string[]> {
  const { stack, progress, signal, config } = args;
  const tools = await requireTools(progress, signal);
  const committed = await committedConfig(projectDir, stack);
  const engine = engineOf(config, committed);
  const cluster = { context: sandboxContext, kubeconfig: where.kubeconfig };
  const platform = await SandboxPlatform.start(where, tools, { ...args, engine });
  const startWithEngine = engine === Engine.Flux ? startWithFlux : startWithArgoCd;
  const revision =
    typeof committed.targetRevision === "string" ? { targetRevision: committed.targetRevision } : {};
  try {
    const installing = await platform.installing(engine, stack);
    const overrides = { ...sandboxConfig(cluster, engine, committed, installing), ...config };
    return await startWithEngine(where, tools, platform, { ...args, config: { ...revision, ...overrides } });
  } catch (error) {
    if (signal.aborted) {
      await platform.sandbox.supervisor.undo();
    }
    throw error;
  }
}

/** The stack on Argo CD, which then delivers this checkout's own history. */
async function startWithArgoCd(
  where: Layout,
  tools: SandboxTools,
  platform: SandboxPlatform,
  { stack, progress, config }: StartArgs,
): Promise<string[]> {
  const { sandbox } = platform;
  const revision = revisionIn(config);
  const mirror = await updateMirror(projectDir, where.repository, revision);
  tellAboutMirror(mirror, "Argo CD", progress);
  const overrides = { repositoryUrl: mirror.url, ...config };
  const report = await update(where, tools, platform, { stack, overrides }, progress);
  await startEngine(where, tools, sandbox, progress);
  const commit = await commitOf(where.repository, revision);
  const application = await deliver(sandbox, `mariadb-${stack}`, commit, progress);
  return [
    ...(await describeArgoCd(sandbox.cluster, application, report)),
    ...next(where, application.spec.destination.namespace),
  ];
}

/** The stack on Flux, which then delivers this checkout's own history. */
async function startWithFlux(
  where: Layout,
  tools: SandboxTools,
  platform: SandboxPlatform,
  { stack, progress, signal, config }: StartArgs,
): Promise<string[]> {
  const { cluster, supervisor } = platform.sandbox;
  const flux = await requireFlux(progress, signal);
  tellAboutSource(flux, progress);
  await progress.step(
    "applying the CRDs of Flux",
    () => installFlux(cluster, flux.files, signal),
    (elapsed) => `CRDs of Flux applied in ${elapsed}`,
  );
  const revision = revisionIn(config);
  tellAboutMirror(await updateMirror(projectDir, where.repository, revision), "Flux", progress);
  const overrides = { repositoryUrl: fluxRepositoryUrl(supervisor), ...config };
  const report = await update(where, tools, platform, { stack, overrides }, progress);
  await progress.step(
    "starting Flux",
    () => startFlux(where, flux, supervisor),
    (elapsed) => `Flux runs, ready in ${elapsed}`,
  );
  const { namespace, names } = namesIn(report);
  const plan = { namespace, source: `mariadb-${stack}`, kustomizations: names };
  const commit = await commitOf(where.repository, revision);
  await deliverWithFlux(cluster, plan, commit, { progress, signal });
  return [
    ...(await describeFlux(cluster, await kustomizationsOf(cluster, stack), report)),
    ...next(where, namespace, names),
  ];
}

/** Updates a stack on the chosen platform. */
async function update(
  where: Layout,
  tools: SandboxTools,
  platform: SandboxPlatform,
  plan: DeliveryPlan,
  progress: Progress,
): Promise<DeployReport> {
  const { providers } = platform;
  const whole = { ...plan, ...(providers === undefined ? {} : { providers }) };
  return platform.update((signal) => deployStack(where, tools.pulumi, whole, { progress, signal }));
}

/** The revision of a stack. Without one, dev follows main; elsewhere the program refuses it. */
function revisionIn(config: StartArgs["config"]): string {
  return config.targetRevision ?? "main";
}

/** Says why source-controller does not run. */
function tellAboutSource({ sourceController }: FluxTools, progress: Progress): void {
  if ("missing" in sourceController) {
    progress.warning(
      `source-controller is published as an image only (${sourceController.missing}): a stand-in takes its place`,
    );
  }
}

/** Reports how the mirror differs from the checkout, which explains why a change does not arrive. */
function tellAboutMirror({ head, placed, uncommitted }: Mirror, engine: string, progress: Progress): void {
  progress.action(`${engine} pulls this checkout's history: main is ${head.slice(0, 7)}`);
  if (placed !== undefined) {
    progress.warning(
      `this clone has no tag ${placed}; the sandbox's copy of it puts the tag on ${head.slice(0, 7)}`,
    );
  }
  if (uncommitted) {
    progress.warning(`there are uncommitted changes under gitops/; ${engine} delivers commits only`);
  }
}

/**
 * Commands to try next.
 *
 * @param kustomizations Flux compares at its interval, minutes apart, unless it is told to
 */
function next(where: Layout, namespace: string, kustomizations: readonly string[] = []): string[] {
  const now = `reconcile.fluxcd.io/requestedAt="$(date +%s)" --overwrite`;
  const kubectl = `kubectl --kubeconfig ${where.kubeconfig}`;
  return [
    "",
    `kubeconfig: ${where.kubeconfig}`,
    "",
    "Next:",
    `  ${kubectl} get mariadb,database,user,grant,backup -n ${namespace}`,
    `  ${kubectl} patch user app -n ${namespace} --type merge -p '{"spec":{"maxUserConnections":99}}'  # then look again`,
    ...kustomizations.map((name) => `  ${kubectl} annotate kustomization ${name} -n ${namespace} ${now}`),
    "  npm run status   # and npm stop, when you are done",
  ];
}

/** `npm run status`: the state of the Application or the Kustomizations of a stack. */
export async function status(where: Layout, stack: string): Promise<string[]> {
  if (!(await running(await readState(where.state))).includes("kube-apiserver")) {
    throw new Problem(ProblemCode.NotRunning, {
      what: "The sandbox is not running",
      why: "it was never started, or it was stopped",
      remedy: "Run npm start.",
    });
  }
  const cluster = new Cluster(where.kubeconfig, sandboxContext);
  const kustomizations = await kustomizationsOf(cluster, stack);
  if (kustomizations.length > 0) {
    return describeFlux(cluster, kustomizations);
  }
  return describeArgoCd(cluster, await readApplication(cluster, `mariadb-${stack}`));
}
