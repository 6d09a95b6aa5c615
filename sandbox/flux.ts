import type { DeployReport } from "../pipeline/deploy";
import type { Cluster, KubeObject } from "./cluster";
import { applyFlux } from "./definitions";
import { fluxObjects } from "./flux-objects";
import { Problem, ProblemCode } from "./problem";
import { namesIn, outcome } from "./results";
import { table } from "./table";

/** Gives the sandbox what a cluster with Flux has, as far as the program asks: its kinds, and its controller's name. */
export async function installFlux(
  cluster: Cluster,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await applyFlux(cluster, files, await fluxObjects(files), signal);
}

/** The closing tables of a stack on Flux, whose objects are registered here and pulled by nobody. */
export async function describeFlux(
  cluster: Cluster,
  environment: string,
  report: DeployReport,
): Promise<string[]> {
  const { namespace, names } = namesIn(report);
  const source = await registered(cluster, "source", "GitRepository", namespace, `mariadb-${environment}`);
  const kustomizations = await Promise.all(
    names.map((name) => registered(cluster, "kustomize", "Kustomization", namespace, name)),
  );
  return [
    ...outcome(report),
    ...table([["SOURCE", "REVISION"], sourceRow(source)]),
    "",
    ...table([["KUSTOMIZATION", "PATH", "DELETION"], ...kustomizations.map(kustomizationRow)]),
    "",
    "The API server accepted Flux's objects. No Flux controller runs in the sandbox, so nothing is pulled.",
  ];
}

/** One of Flux's objects, as the API server has it. */
async function registered(
  cluster: Cluster,
  group: string,
  kind: string,
  namespace: string,
  name: string,
): Promise<KubeObject> {
  const apiVersion = `${group}.toolkit.fluxcd.io/v1`;
  const found = await cluster.read({ apiVersion, kind, metadata: { name, namespace } });
  if (found === undefined) {
    throw new Problem(ProblemCode.ApplicationMissing, {
      what: `${kind} ${namespace}/${name} was not found`,
      why: "the update did not register it, or something deleted it since",
      remedy: "Run npm start -- --engine flux again.",
    });
  }
  return found;
}

function sourceRow({ metadata, spec }: KubeObject): string[] {
  const { ref = {} } = (spec ?? {}) as { ref?: Record<string, string> };
  return [metadata.name, Object.values(ref).join(" ")];
}

function kustomizationRow({ metadata, spec }: KubeObject): string[] {
  const {
    path = "",
    prune,
    deletionPolicy,
  } = (spec ?? {}) as {
    path?: string;
    prune?: boolean;
    deletionPolicy?: string;
  };
  const safe = prune === false && deletionPolicy === "Orphan";
  return [metadata.name, path, safe ? "never prunes, orphans what it delivered" : "NOT PROTECTED"];
}
