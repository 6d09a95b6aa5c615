import { Engine } from "../components/engine/engine";
import type { DeployReport } from "../pipeline/deploy";
import { committedConfig } from "../pipeline/workspace";
import { readApplication, type Application } from "./application";
import { Cluster } from "./cluster";
import { commitOf, deliver, deployStack } from "./deliver";
import { describeFlux, installFlux } from "./flux";
import { liveApplication } from "./live-application";
import { createFolders, projectDir, sandboxContext, type Layout } from "./layout";
import { Problem, ProblemCode } from "./problem";
import type { Progress } from "./progress";
import { updateMirror, type Mirror } from "./repository";
import { requireFlux, requireTools, type SandboxTools } from "./requirements";
import { databaseObjects, describe, layersIn } from "./results";
import { readState, running } from "./state";
import { lockFile, startEngine, startSandbox, type Sandbox } from "./sandbox";
import { engineOf, sandboxConfig } from "./stack-config";
import { waitOptions, type StartArgs } from "./start-args";
import { withLock } from "./tools/lock";
import { verifyLayers } from "./verify-layers";

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
  const overrides = { ...sandboxConfig(cluster, engine, committed), ...config };
  const sandbox = await startSandbox(where, tools, progress, signal);
  try {
    return await (engine === Engine.Flux
      ? startWithFlux(where, tools, sandbox, { ...args, config: overrides })
      : startWithArgoCd(where, tools, sandbox, {
          ...args,
          config: {
            ...(typeof committed.targetRevision === "string"
              ? { targetRevision: committed.targetRevision }
              : {}),
            ...overrides,
          },
        }));
  } catch (error) {
    if (signal.aborted) {
      await sandbox.supervisor.undo();
    }
    throw error;
  }
}

/** The stack on Argo CD, which then delivers this checkout's own history. */
async function startWithArgoCd(
  where: Layout,
  tools: SandboxTools,
  sandbox: Sandbox,
  { stack, progress, signal, config }: StartArgs,
): Promise<string[]> {
  // A stack that names none follows main in dev, and is refused by the program elsewhere.
  const revision = config.targetRevision ?? "main";
  const mirror = await updateMirror(projectDir, where.repository, revision);
  tellAboutMirror(mirror, progress);
  const overrides = { repositoryUrl: mirror.url, ...config };
  const report = await deployStack(where, tools.pulumi, { stack, overrides }, { progress, signal });
  await startEngine(where, tools, sandbox, progress);
  const commit = await commitOf(where.repository, revision);
  const application = await deliver(sandbox, `mariadb-${stack}`, commit, progress);
  return closing(where, sandbox, report, application);
}

/** The stack on Flux: registered and accepted by the API server. Flux cannot pull from a folder. */
async function startWithFlux(
  where: Layout,
  tools: SandboxTools,
  { cluster }: Sandbox,
  { stack, progress, signal, config }: StartArgs,
): Promise<string[]> {
  const files = await requireFlux(progress, signal);
  await progress.step(
    "applying the CRDs of Flux",
    () => installFlux(cluster, files, signal),
    (elapsed) => `CRDs of Flux applied in ${elapsed}`,
  );
  const report = await deployStack(
    where,
    tools.pulumi,
    { stack, overrides: { ...config } },
    { progress, signal },
  );
  return describeFlux(cluster, stack, report);
}

/** What the mirror differs in from the checkout, before somebody wonders why a change does not arrive. */
function tellAboutMirror({ head, placed, uncommitted }: Mirror, progress: Progress): void {
  progress.action(`Argo CD pulls this checkout's history: main is ${head.slice(0, 7)}`);
  if (placed !== undefined) {
    progress.warning(
      `this clone has no tag ${placed}; the sandbox's copy of it puts the tag on ${head.slice(0, 7)}`,
    );
  }
  if (uncommitted) {
    progress.warning("there are uncommitted changes under gitops/; Argo CD delivers commits only");
  }
}

/** The tables, and what to try next. */
async function closing(
  where: Layout,
  { cluster }: Sandbox,
  report: DeployReport,
  application: Application,
): Promise<string[]> {
  const kubectl = `kubectl --kubeconfig ${where.kubeconfig}`;
  const { namespace } = application.spec.destination;
  return [
    ...describe({
      report,
      application,
      databases: await databaseObjects(cluster, application),
      layers: await verifyLayers(cluster, layersIn(report), await liveApplication(cluster, application)),
    }),
    "",
    `kubeconfig: ${where.kubeconfig}`,
    "",
    "Next:",
    `  ${kubectl} get mariadb,database,user,grant,backup -n ${namespace}`,
    `  ${kubectl} patch user app -n ${namespace} --type merge -p '{"spec":{"maxUserConnections":99}}'  # then look again`,
    "  npm run status   # and npm stop, when you are done",
  ];
}

/** `npm run status`: what runs, and how the Application of a stack is doing. */
export async function status(where: Layout, stack: string): Promise<string[]> {
  if (!(await running(await readState(where.state))).includes("kube-apiserver")) {
    throw new Problem(ProblemCode.NotRunning, {
      what: "The sandbox is not running",
      why: "it was never started, or it was stopped",
      remedy: "Run npm start.",
    });
  }
  const cluster = new Cluster(where.kubeconfig, sandboxContext);
  const application = await readApplication(cluster, `mariadb-${stack}`);
  const databases = await databaseObjects(cluster, application);
  return describe({ report: undefined, application, databases, layers: [] });
}
