import type { DeployReport } from "../pipeline/deploy";
import { environmentLabel } from "../safety/labels";
import type { Cluster, KubeObject } from "./cluster";
import {
  gitRepository,
  inventory,
  read,
  readiness,
  type GitRepository,
  type Kustomization,
} from "./flux-delivery";
import { table } from "../review/table";
import { liveKustomizations } from "./live-delivery";
import { layersIn, namesIn, outcome, protectionOf } from "./results";
import { verifyLayers } from "./verify-layers";

/** The Kustomizations of an environment, in whichever namespace they are; none when it is not on Flux. */
export async function kustomizationsOf(cluster: Cluster, environment: string): Promise<Kustomization[]> {
  const all = await cluster.list("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
  return all.filter(({ metadata }) => metadata.labels?.[environmentLabel] === environment) as Kustomization[];
}

/** The closing tables of a stack on Flux. */
export async function describeFlux(
  cluster: Cluster,
  kustomizations: readonly Kustomization[],
  report?: DeployReport,
): Promise<string[]> {
  const references = kustomizations.map(({ metadata, spec }) =>
    gitRepository(metadata.namespace ?? "", spec.sourceRef.name),
  );
  const sources = new Map<string, KubeObject>(
    references.map((reference) => [
      `${reference.metadata.namespace ?? ""}/${reference.metadata.name}`,
      reference,
    ]),
  );
  const live = await Promise.all([...sources.values()].map((reference) => read(cluster, reference)));
  const objects = await protectionOf(cluster, kustomizations.flatMap(inventory));
  return [
    ...(report === undefined ? [] : await outcomeOf(cluster, kustomizations, report)),
    ...table([["SOURCE", "REVISION", "READY"], ...(live as GitRepository[]).map(sourceRow)]),
    "",
    ...table([
      ["KUSTOMIZATION", "PATH", "REVISION", "READY", "DELETION"],
      ...kustomizations.map(kustomizationRow),
    ]),
    "",
    ...table([["OBJECT", "NAME", "DELETION"], ...objects]),
  ];
}

async function outcomeOf(
  cluster: Cluster,
  kustomizations: readonly Kustomization[],
  report: DeployReport,
): Promise<string[]> {
  const live = await liveKustomizations(cluster, namesIn(report).namespace, kustomizations);
  return outcome(report, await verifyLayers(cluster, layersIn(report), live));
}

function sourceRow(source: GitRepository): string[] {
  const { metadata, spec, status } = source;
  return [
    metadata.name,
    revision(Object.values(spec.ref ?? {}).join(" "), status?.artifact?.revision),
    readiness(source)?.status ?? "Unknown",
  ];
}

function kustomizationRow(kustomization: Kustomization): string[] {
  const { metadata, spec, status } = kustomization;
  const safe = spec.prune === false && spec.deletionPolicy === "Orphan";
  return [
    metadata.name,
    spec.path ?? "",
    revision(status?.lastAppliedRevision?.split("@")[0] ?? "none", status?.lastAppliedRevision),
    readiness(kustomization)?.status ?? "Unknown",
    safe ? "never prunes, orphans what it delivered" : "NOT PROTECTED",
  ];
}

/** A revision in the form of Argo CD's table, "main (0123456)". Flux writes "main@sha1:0123456...". */
function revision(name: string, full = ""): string {
  const commit = /sha1:([0-9a-f]{7})/.exec(full)?.[1] ?? "unknown";
  return `${name} (${commit})`;
}
