import { argocdNamespace, type Cluster, type KubeObject, type Sandbox } from "./cluster";
import { Problem, ProblemCode } from "./ground/problem";
import type { Progress } from "./ground/progress";
import { waitFor, waitOrExplain } from "./ground/wait";

export interface Application extends KubeObject {
  spec: {
    project: string;
    source: { targetRevision: string };
    destination: { namespace: string };
    syncPolicy?: {
      automated?: { enabled?: boolean; prune?: boolean; selfHeal?: boolean };
      syncOptions?: string[];
      retry?: object;
    };
  };
  status?: {
    sync?: { status?: string; revision?: string };
    health?: { status?: string };
    operationState?: {
      phase?: string;
      message?: string;
      operation?: { sync?: { revision?: string } };
      syncResult?: { revision?: string };
    };
    conditions?: { type: string; message: string }[];
    resources?: { group?: string; version: string; kind: string; namespace?: string; name: string }[];
  };
}

function reference(name: string) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: argocdNamespace },
  };
}

/** @throws Problem when the Application is not there */
export async function readApplication(cluster: Cluster, name: string): Promise<Application> {
  const found = await cluster.read(reference(name));
  if (found === undefined) {
    throw new Problem(ProblemCode.ApplicationMissing, {
      what: `Application ${name} was not found in namespace ${argocdNamespace}`,
      why: "the update did not register it, or something deleted it since",
      remedy: "Run npm start again.",
    });
  }
  return found as Application;
}

/** Whether Argo CD syncs the Application by itself; `automated: {}` without `enabled` means that it does. */
export function isAutomated(application: Application): boolean {
  const automated = application.spec.syncPolicy?.automated;
  return automated !== undefined && automated.enabled !== false;
}

/** The sync policy in words, for the table. */
export function describePolicy(application: Application): string {
  const automated = application.spec.syncPolicy?.automated;
  const prune = automated?.prune === true ? "PRUNES" : "never prunes";
  if (!isAutomated(application)) {
    return `manual, ${prune}`;
  }
  return `automated, ${automated?.selfHeal === true ? "self-heals" : "reports drift"}, ${prune}`;
}

/** Makes Argo CD compare with Git now, and waits until it has. */
export async function refresh(cluster: Cluster, name: string, signal: AbortSignal): Promise<Application> {
  const annotation = "argocd.argoproj.io/refresh";
  await cluster.patch({
    ...reference(name),
    metadata: { ...reference(name).metadata, annotations: { [annotation]: "normal" } },
  });
  let application = await readApplication(cluster, name);
  await waitFor(
    `Argo CD to compare ${name} with Git`,
    async () => {
      application = await readApplication(cluster, name);
      return (
        application.metadata.annotations?.[annotation] === undefined && application.status?.sync !== undefined
      );
    },
    { seconds: 120, signal },
  );
  return application;
}

/** Starts a sync to a commit, as `argocd app sync` does: with the Application's own options and retries. */
export async function requestSync(cluster: Cluster, application: Application, commit: string): Promise<void> {
  const { syncOptions, retry } = application.spec.syncPolicy ?? {};
  await cluster.patch({
    ...reference(application.metadata.name),
    operation: {
      initiatedBy: { username: "npm-start" },
      sync: { revision: commit, ...(syncOptions === undefined ? {} : { syncOptions }) },
      ...(retry === undefined ? {} : { retry }),
    },
  });
}

/** Waits until Argo CD has delivered a commit. In an environment with manual sync, this starts the sync. */
export async function deliver(
  { cluster, supervisor }: Sandbox,
  name: string,
  commit: string,
  progress: Progress,
): Promise<Application> {
  const { signal } = supervisor;
  return progress.step(
    `waiting for Argo CD to deliver ${name} at ${commit.slice(0, 7)}`,
    async (note) => {
      const application = await refresh(cluster, name, signal);
      if (!isAutomated(application) && application.status?.sync?.status !== "Synced") {
        note("this environment syncs manually: starting the sync");
        await requestSync(cluster, application, commit);
      }
      return waitUntilSynced(cluster, name, commit, { seconds: 180, signal });
    },
    (elapsed) => `${name} is Synced, in ${elapsed}`,
  );
}

/**
 * Waits until the Application is Synced, to a commit if one is given.
 *
 * @throws Problem with Argo CD's reason when a sync failed permanently or the time is over
 */
export async function waitUntilSynced(
  cluster: Cluster,
  name: string,
  commit: string | undefined,
  options: { seconds: number; signal: AbortSignal },
): Promise<Application> {
  let application = await readApplication(cluster, name);
  const synced = async (): Promise<boolean> => {
    application = await readApplication(cluster, name);
    const { sync, operationState } = application.status ?? {};
    if (hasFailed(application, commit)) {
      throw notSynced(application);
    }
    return (
      sync?.status === "Synced" &&
      (commit === undefined || sync.revision === commit) &&
      operationState?.phase !== "Running"
    );
  };
  await waitOrExplain(`Application ${name} to be Synced`, synced, options, (cause) =>
    notSynced(application, { cause }),
  );
  return application;
}

/**
 * Whether the last sync failed permanently. One of another commit, or one before a requested sync, does not count.
 */
function hasFailed(application: Application, commit: string | undefined): boolean {
  const { phase = "", operation, syncResult } = application.status?.operationState ?? {};
  const revision = syncResult?.revision ?? operation?.sync?.revision;
  const sameCommit = commit === undefined || revision === undefined || revision === commit;
  return ["Failed", "Error"].includes(phase) && application.operation === undefined && sameCommit;
}

function notSynced(application: Application, options?: ErrorOptions): Problem {
  const { sync, operationState, conditions = [] } = application.status ?? {};
  const reasons = [operationState?.message, ...conditions.map(({ type, message }) => `${type}: ${message}`)];
  return new Problem(
    ProblemCode.NotSynced,
    {
      what: `Application ${application.metadata.name} is ${sync?.status ?? "Unknown"} instead of Synced`,
      why:
        reasons.filter((reason) => reason !== undefined && reason !== "").join("; ") ||
        "Argo CD gave no reason",
      remedy: "Correct it in Git, commit, and run npm start again. The logs of Argo CD are in .sandbox/logs.",
    },
    options,
  );
}
