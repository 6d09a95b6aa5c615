import type { Cluster, KubeObject } from "./cluster";
import { Problem, ProblemCode } from "./ground/problem";
import type { Progress } from "./ground/progress";
import { waitOrExplain } from "./ground/wait";
import type { Delivered } from "./verify-layers";

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

interface FluxObject extends KubeObject {
  status?: { conditions?: Condition[]; lastHandledReconcileAt?: string };
}

export interface GitRepository extends FluxObject {
  spec: { url: string; ref?: Record<string, string> };
  status?: FluxObject["status"] & { artifact?: { revision: string } };
}

export interface Kustomization extends FluxObject {
  spec: {
    path?: string;
    prune?: boolean;
    deletionPolicy?: string;
    serviceAccountName?: string;
    sourceRef: { name: string };
  };
  status?: FluxObject["status"] & {
    lastAppliedRevision?: string;
    inventory?: { entries: { id: string; v: string }[] };
  };
}

/** The Kustomizations of one environment, and the GitRepository in the same namespace. */
interface FluxPlan {
  namespace: string;
  source: string;
  kustomizations: readonly string[];
}

interface Patience {
  seconds: number;
  signal: AbortSignal;
}

/** Makes Flux fetch and apply a commit now, and waits until it has. */
export async function deliverWithFlux(
  cluster: Cluster,
  { namespace, source, kustomizations }: FluxPlan,
  commit: string,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<void> {
  await progress.step(
    `waiting for Flux to apply ${kustomizations.join(", ")} at ${commit.slice(0, 7)}`,
    async () => {
      const patience = { seconds: 180, signal };
      await reconcile(cluster, gitRepository(namespace, source), patience);
      for (const name of kustomizations) {
        await waitUntilApplied(cluster, namespace, name, commit, patience);
      }
    },
    (elapsed) => `${kustomizations.join(", ")} applied, in ${elapsed}`,
  );
}

/**
 * Makes Flux apply a Kustomization now, and waits until it has applied a commit.
 *
 * @throws Problem with Flux's reason when Flux reports a failure or the time is over
 */
export async function waitUntilApplied(
  cluster: Cluster,
  namespace: string,
  name: string,
  commit: string,
  patience: Patience,
): Promise<Kustomization> {
  const live = (await reconcile(cluster, kustomization(namespace, name), patience)) as Kustomization;
  if (live.status?.lastAppliedRevision?.endsWith(commit) !== true) {
    throw notApplied(live, `it applied ${live.status?.lastAppliedRevision ?? "nothing"}`);
  }
  return live;
}

/**
 * Makes Flux handle an object now instead of at its next interval, as `flux reconcile` does, and waits until it is
 * ready. A wave that waits for the one before is no failure.
 *
 * @throws Problem when it fails, or when the time is over
 */
export async function reconcile(
  cluster: Cluster,
  reference: KubeObject,
  patience: Patience,
): Promise<FluxObject> {
  const token = new Date().toISOString();
  const annotations = { "reconcile.fluxcd.io/requestedAt": token };
  let live = await read(cluster, reference);
  await cluster.patch({ ...reference, metadata: { ...reference.metadata, annotations } });
  const handled = async (): Promise<boolean> => {
    live = await read(cluster, reference);
    const ready = readiness(live);
    const isHandled = live.status?.lastHandledReconcileAt === token;
    if (isHandled && ready?.status === "False" && ready.reason !== "DependencyNotReady") {
      throw notApplied(live, ready.message);
    }
    return isHandled && ready?.status === "True";
  };
  const explain = (cause: unknown): Problem =>
    notApplied(live, readiness(live)?.message ?? "Flux gave no reason", { cause });
  await waitOrExplain(`${reference.kind} ${reference.metadata.name} to be ready`, handled, patience, explain);
  return live;
}

/** The Ready condition of one of Flux's objects. */
export function readiness({ status }: FluxObject): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === "Ready");
}

/**
 * The objects that Flux has applied. An entry is "NAMESPACE_NAME_GROUP_KIND", in which no part holds an underscore.
 */
export function inventory({ status }: Kustomization): Delivered[] {
  return (status?.inventory?.entries ?? []).map(({ id, v }) => {
    const [namespace = "", name = "", group = "", kind = ""] = id.split("_");
    return { group, version: v, kind, name, ...(namespace === "" ? {} : { namespace }) };
  });
}

export function gitRepository(namespace: string, name: string): KubeObject {
  const metadata = { name, namespace };
  return { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata };
}

export function kustomization(namespace: string, name: string): KubeObject {
  const metadata = { name, namespace };
  return { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata };
}

/** @throws Problem when the object is not there */
export async function read(cluster: Cluster, reference: KubeObject): Promise<FluxObject> {
  const found = await cluster.read(reference);
  if (found === undefined) {
    const { name, namespace = "" } = reference.metadata;
    throw new Problem(ProblemCode.ApplicationMissing, {
      what: `${reference.kind} ${namespace}/${name} was not found`,
      why: "the update did not register it, or something deleted it since",
      remedy: "Run npm start -- --engine flux again.",
    });
  }
  return found;
}

function notApplied({ kind, metadata }: FluxObject, why: string, options?: ErrorOptions): Problem {
  return new Problem(
    ProblemCode.NotSynced,
    {
      what: `${kind} ${metadata.name} is not ready`,
      why: why.replace(/\.$/, ""),
      remedy:
        "Correct it in Git, commit, and run npm start -- --engine flux again. The logs of Flux are in .sandbox/logs.",
    },
    options,
  );
}
