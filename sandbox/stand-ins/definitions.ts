import { readFile } from "node:fs/promises";

import { parseAllDocuments } from "yaml";

import { ClusterError, type Cluster, type KubeObject } from "../cluster";
import { waitFor } from "../ground/wait";

/**
 * Applies CRDs and what else a cluster has, in this order, and waits until every kind is served.
 *
 * @param definitions the CRDs
 */
export async function applyDefinitions(
  cluster: Cluster,
  definitions: readonly KubeObject[],
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  for (const object of [...definitions, ...objects]) {
    await waitFor(`the API server to take ${object.metadata.name}`, () => takes(cluster, object), {
      seconds: 30,
      signal,
    });
  }
  await establish(cluster, definitions, signal);
}

/**
 * Waits until every kind is served. An API server that was ended while it established a CRD never resumes that. Such
 * a CRD has no objects, so it can be deleted and created again.
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

/** For a moment after it reports ready, an API server may answer that it knows no CRDs. */
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
    // Parsing takes the time: only documents that name a wanted CRD are parsed.
    const texts = (await readFile(file, "utf8")).split(/^---$/m);
    const named = texts.filter((text) => wanted.some((name) => text.includes(`name: ${name}`)));
    const documents = named
      .flatMap((text) => parseAllDocuments(text))
      .map((document) => document.toJS() as unknown);
    found.push(...documents.filter((document) => isWanted(document, wanted)));
  }
  const missing = wanted.filter((name) => !found.some((definition) => definition.metadata.name === name));
  if (missing.length > 0) {
    throw new Error(`The CRDs ${missing.join(", ")} are not in ${files.join(", ")}.`);
  }
  return found.map(withoutConversion);
}

function isWanted(document: unknown, wanted: readonly string[]): document is KubeObject {
  const { kind, metadata } = (document ?? {}) as Partial<KubeObject>;
  return kind === "CustomResourceDefinition" && wanted.includes(metadata?.name ?? "");
}

/** Conversion webhooks run in pods, and no pod runs here. Only the stored version is used. */
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
