import { syncServiceAccount } from "../components/delivery/sync-identity-manifest";
import { Environment } from "../components/environments";
import type { DeployReport } from "../pipeline/deploy";
import type { Cluster, KubeObject } from "./cluster";
import { applyFlux } from "./definitions";
import { fluxObjects } from "./flux-objects";
import { environmentOf } from "./live-application";
import { Problem, ProblemCode } from "./problem";
import { layersIn, namesIn, outcome } from "./results";
import { table } from "./table";
import { verifyLayers, type LiveDelivery } from "./verify-layers";

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
  const layers = await verifyLayers(cluster, layersIn(report), liveKustomizations(namespace, kustomizations));
  return [
    ...outcome(report, layers),
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

/** What the cluster has of the Kustomizations. Nothing is delivered here, so their objects are not among it. */
function liveKustomizations(namespace: string, kustomizations: readonly KubeObject[]): LiveDelivery {
  const found = kustomizations.map((kustomization) => ({
    name: `Kustomization ${kustomization.metadata.name}`,
    spec: specOf(kustomization),
  }));
  return {
    environment: kustomizations.map(environmentOf)[0] ?? Environment.Production,
    namespace,
    missingSettings: found.flatMap(({ name, spec }) => [
      ...(spec.prune === false ? [] : [`${name} prunes`]),
      ...(spec.deletionPolicy === "Orphan" ? [] : [`${name} has no deletionPolicy Orphan`]),
    ]),
    missingIdentity: found
      .filter(({ spec }) => spec.serviceAccountName !== syncServiceAccount)
      .map(({ name }) => `${name} does not act as ${syncServiceAccount}`),
    objects: [],
  };
}

function sourceRow({ metadata, spec }: KubeObject): string[] {
  const { ref = {} } = (spec ?? {}) as { ref?: Record<string, string> };
  return [metadata.name, Object.values(ref).join(" ")];
}

/** The parts of a Kustomization that are read here. */
interface KustomizationSpec {
  path?: string;
  prune?: boolean;
  deletionPolicy?: string;
  serviceAccountName?: string;
}

function specOf({ spec }: KubeObject): KustomizationSpec {
  return spec ?? {};
}

function kustomizationRow(kustomization: KubeObject): string[] {
  const { path = "", prune, deletionPolicy } = specOf(kustomization);
  const safe = prune === false && deletionPolicy === "Orphan";
  return [
    kustomization.metadata.name,
    path,
    safe ? "never prunes, orphans what it delivered" : "NOT PROTECTED",
  ];
}
