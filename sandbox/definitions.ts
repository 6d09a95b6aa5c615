import { readFile } from "node:fs/promises";

import { parseAllDocuments } from "yaml";

import { customResourceDefinitions } from "../schemas/crd";
import { argocdObjects } from "./argocd-objects";
import { existingOperators } from "./existing-objects";
import { ClusterError, type Cluster, type KubeObject } from "./cluster";
import type { PlatformPart } from "./state";
import { waitFor } from "./wait";

/** Kinds of other projects that the overlays and Argo CD use; the rest of their bundles is left out. */
export const argocdKinds: readonly string[] = [
  "applications.argoproj.io",
  "appprojects.argoproj.io",
  "externalsecrets.external-secrets.io",
  "secretstores.external-secrets.io",
];

/**
 * Kinds that the Flux form of the program registers, HelmRelease, which the guard protects too, and all kinds of
 * source-controller, which does not start without.
 */
export const fluxKinds: readonly string[] = [
  "fluxinstances.fluxcd.controlplane.io",
  "gitrepositories.source.toolkit.fluxcd.io",
  "ocirepositories.source.toolkit.fluxcd.io",
  "buckets.source.toolkit.fluxcd.io",
  "helmrepositories.source.toolkit.fluxcd.io",
  "helmcharts.source.toolkit.fluxcd.io",
  "externalartifacts.source.toolkit.fluxcd.io",
  "kustomizations.kustomize.toolkit.fluxcd.io",
  "helmreleases.helm.toolkit.fluxcd.io",
  "alerts.notification.toolkit.fluxcd.io",
  "providers.notification.toolkit.fluxcd.io",
];

/**
 * Applies what stands in for an installed platform: the CRDs, and the objects by which an existing Argo CD and External
 * Secrets are known.
 *
 * @param crdFiles YAML files that hold the CRDs, among other objects
 * @param installed parts whose charts bring their own CRDs and objects
 */
export async function applyDefinitions(
  cluster: Cluster,
  crdFiles: readonly string[],
  signal: AbortSignal,
  installed: readonly PlatformPart[] = [],
): Promise<void> {
  const argocd = installed.includes("argocd");
  const kinds = argocd ? argocdKinds.filter((name) => !name.endsWith(".argoproj.io")) : argocdKinds;
  const definitions = [
    ...(installed.includes("mariadb-operator") ? [] : customResourceDefinitions().map(asObject)),
    ...(await readDefinitions(crdFiles, kinds)),
  ];
  for (const object of [...definitions, ...(argocd ? [] : argocdObjects()), ...existingOperators()]) {
    await waitFor(`the API server to take ${object.metadata.name}`, () => takes(cluster, object), {
      seconds: 30,
      signal,
    });
  }
  await establish(cluster, definitions, signal);
}

/** Applies the CRDs of Flux that the program registers objects of, and what else a cluster with Flux has. */
export async function applyFlux(
  cluster: Cluster,
  files: readonly string[],
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  const definitions = await readDefinitions(files, fluxKinds);
  for (const object of [...definitions, ...objects]) {
    await cluster.apply(object);
  }
  await establish(cluster, definitions, signal);
}

/**
 * Waits until every kind is served. An API server that was ended while it established a CRD never resumes that; such
 * a CRD has no objects, so it can be made anew.
 */
async function establish(
  cluster: Cluster,
  definitions: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  let pending = [...definitions];
  const served = (seconds: number): Promise<void> =>
    waitFor(
      "the CRDs to be served",
      async () => {
        pending = await unserved(cluster, pending);
        return pending.length === 0;
      },
      { seconds, signal },
    );
  try {
    await served(20);
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    for (const definition of pending) {
      await cluster.delete(definition);
      await cluster.apply(definition);
    }
    await served(60);
  }
}

/** For a moment after it calls itself ready, an API server may answer that it knows no CRDs. */
async function takes(cluster: Cluster, object: KubeObject): Promise<boolean> {
  try {
    await cluster.apply(object);
    return true;
  } catch (error) {
    if (error instanceof ClusterError && error.code === 404) {
      return false;
    }
    throw error;
  }
}

async function unserved(cluster: Cluster, definitions: readonly KubeObject[]): Promise<KubeObject[]> {
  const found = await Promise.all(definitions.map((definition) => isServed(cluster, definition)));
  return definitions.filter((_, index) => found[index] !== true);
}

/**
 * Reads the CRDs of these names.
 *
 * @throws when one of them is in none of the files
 */
export async function readDefinitions(
  files: readonly string[],
  wanted: readonly string[],
): Promise<KubeObject[]> {
  const found: KubeObject[] = [];
  for (const file of files) {
    // Parsing is what takes the time: only documents that name a wanted CRD are parsed.
    const texts = (await readFile(file, "utf8")).split(/^---$/m);
    const named = texts.filter((text) => wanted.some((name) => text.includes(`name: ${name}`)));
    const documents = named.flatMap((text) => parseAllDocuments(text)).map(toObject);
    found.push(...documents.filter((document) => isWanted(document, wanted)));
  }
  const missing = wanted.filter((name) => !found.some((definition) => definition.metadata.name === name));
  if (missing.length > 0) {
    throw new Error(`The CRDs ${missing.join(", ")} are not in ${files.join(", ")}.`);
  }
  return found.map(withoutConversion);
}

/** The same object in the loose shape that the client takes. */
function asObject(definition: object): KubeObject {
  return definition as KubeObject;
}

function toObject(document: { toJS: () => unknown }): unknown {
  return document.toJS();
}

function isWanted(document: unknown, wanted: readonly string[]): document is KubeObject {
  const { kind, metadata } = (document ?? {}) as Partial<KubeObject>;
  return kind === "CustomResourceDefinition" && wanted.includes(metadata?.name ?? "");
}

/** Conversion webhooks are pods, which do not run here; the stored version is the only one that is used. */
function withoutConversion(definition: KubeObject): KubeObject {
  return { ...definition, spec: { ...(definition.spec as object), conversion: undefined } };
}

async function isServed(cluster: Cluster, { apiVersion, kind, metadata }: KubeObject): Promise<boolean> {
  const live = await cluster.read({ apiVersion, kind, metadata });
  const { conditions } = (live?.status ?? {}) as {
    conditions?: { type: string; status: string }[] | null;
  };
  return (conditions ?? []).some(({ type, status }) => type === "Established" && status === "True");
}
