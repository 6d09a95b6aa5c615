import type { Report } from "../pipeline/report";
import { isAutomated, readApplication, waitUntilSynced, type Application } from "./application";
import { Cluster } from "./cluster";
import { committedConfig, commitOf, deliver, deployStack } from "./deliver";
import { createFolders, projectDir, sandboxContext, type Layout } from "./layout";
import { Problem, ProblemCode } from "./problem";
import type { Progress } from "./progress";
import { updateMirror, type Mirror } from "./repository";
import { requireTools } from "./requirements";
import { databaseObjects, describe } from "./results";
import { readState, running } from "./state";
import { lockFile, startEngine, startSandbox, type Sandbox } from "./sandbox";
import { ensureTools } from "./tools";
import { withLock, type LockOwner } from "./tools/lock";

/** What `npm start` is asked for. */
export interface StartArgs {
  stack: string;
  progress: Progress;
  signal: AbortSignal;
  /** Stack configuration that this run replaces. */
  config: Readonly<Record<string, string>>;
}

/**
 * `npm start`: the control plane, the stack, Argo CD, and the databases that it delivers.
 *
 * @returns the lines for stdout
 */
export async function start(where: Layout, args: StartArgs): Promise<string[]> {
  await createFolders(where);
  return withLock(lockFile(where), waitOptions(args), () => startLocked(where, args));
}

async function startLocked(where: Layout, { stack, progress, signal, config }: StartArgs): Promise<string[]> {
  const tools = await requireTools(progress, signal);
  const revision = config.targetRevision ?? String((await committedConfig(stack)).targetRevision);
  const mirror = await updateMirror(projectDir, where.repository, revision);
  tellAboutMirror(mirror, progress);
  const sandbox = await startSandbox(where, tools, progress, signal);
  try {
    const overrides = {
      kubeContext: sandboxContext,
      kubeconfig: where.kubeconfig,
      argocdExisting: "true",
      repositoryUrl: mirror.url,
      ...config,
    };
    const report = await deployStack(where, tools.pulumi, { stack, overrides }, { progress, signal });
    await startEngine(where, tools, sandbox, progress);
    const commit = await commitOf(where.repository, revision);
    const application = await deliver(sandbox, `mariadb-${stack}`, commit, progress);
    return await closing(where, sandbox, report, application);
  } catch (error) {
    if (signal.aborted) {
      await sandbox.supervisor.undo();
    }
    throw error;
  }
}

/** One command at a time: a second one waits, and says for whom. */
function waitOptions({ progress, signal }: StartArgs) {
  return {
    signal,
    onWait: (owner: LockOwner | undefined): void => {
      progress.waiting(
        `waiting for another npm start${owner === undefined ? "" : ` (process ${owner.pid})`}`,
      );
    },
  };
}

/**
 * `npm start -- --context NAME`: the stack on a cluster of yours. Its own Argo CD pulls from the repository that the
 * stack file names; nothing is started here, and an environment that syncs by hand is left to its people.
 *
 * @returns the lines for stdout
 */
export async function startOnContext(where: Layout, context: string, args: StartArgs): Promise<string[]> {
  const { stack, progress, signal, config } = args;
  await createFolders(where);
  return withLock(lockFile(where), waitOptions(args), async () => {
    const { pulumi } = await ensureTools(["pulumi"], { progress, signal });
    const overrides = { kubeContext: context, ...config };
    const report = await deployStack(
      where,
      pulumi.path,
      { stack, overrides, cluster: context },
      { progress, signal },
    );
    const cluster = new Cluster(undefined, context);
    const application = await waitOnContext(cluster, `mariadb-${stack}`, args);
    return describe({ report, application, databases: await databaseObjects(cluster, application) });
  });
}

async function waitOnContext(
  cluster: Cluster,
  name: string,
  { progress, signal }: StartArgs,
): Promise<Application> {
  const application = await readApplication(cluster, name);
  if (!isAutomated(application)) {
    progress.action(`${name} syncs by hand; start it with: argocd app sync ${name}`);
    return application;
  }
  return progress.step(
    `waiting for the cluster's Argo CD to deliver ${name}`,
    () => waitUntilSynced(cluster, name, undefined, { seconds: 600, signal }),
    (elapsed) => `${name} is Synced, in ${elapsed}`,
  );
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
  report: Report,
  application: Application,
): Promise<string[]> {
  const kubectl = `kubectl --kubeconfig ${where.kubeconfig}`;
  const { namespace } = application.spec.destination;
  return [
    ...describe({ report, application, databases: await databaseObjects(cluster, application) }),
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
  return describe({ report: undefined, application, databases: await databaseObjects(cluster, application) });
}
