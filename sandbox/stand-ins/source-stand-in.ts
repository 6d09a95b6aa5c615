/**
 * A command of the sandbox: `source-stand-in KUBECONFIG REPOSITORY URL FOLDER PORT` does for the GitRepositories of one
 * address what Flux's source-controller does: it stores the commit that each names as an archive, serves the archives
 * on the loopback address, and writes into the status where they are.
 *
 * It takes source-controller's place on machines that do not have it, which Flux publishes as an image only. What it
 * cannot do (verify signatures, choose from a range of versions) it refuses by name: nothing is delivered then.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Cluster, git, type KubeObject } from "../cluster";
import { lineProgress } from "../ground/progress";

export interface Sources {
  repository: string;
  /** GitRepositories with any other URL are ignored. */
  url: string;
  folder: string;
  port: number;
}

interface GitRepository extends KubeObject {
  spec: { url: string; ref?: Record<string, string>; verify?: object };
  status?: {
    artifact?: { revision: string };
    conditions?: { message: string }[];
    lastHandledReconcileAt?: string;
    observedGeneration?: number;
  };
}

/** Serves the archives. A commit's name is 40 digits, so no other file can be asked for. */
export function archiveServer(folder: string): Server {
  return createServer((request, response) => {
    const [, commit] = /^\/([0-9a-f]{40})\.tar\.gz$/.exec(request.url ?? "") ?? [];
    readFile(join(folder, `${commit ?? "none"}.tar.gz`)).then(
      (archive) => response.writeHead(200, { "content-type": "application/gzip" }).end(archive),
      () => response.writeHead(404).end(),
    );
  });
}

/** Brings the status of every GitRepository of the address up to date. */
export async function storeSources(cluster: Cluster, sources: Sources): Promise<void> {
  const apiVersion = "source.toolkit.fluxcd.io/v1";
  const found = (await cluster.list(apiVersion, "GitRepository")) as GitRepository[];
  for (const repository of found.filter(({ spec }) => spec.url === sources.url)) {
    const status = await statusOf(repository, sources);
    if (differs(repository, status)) {
      const { name, namespace = "" } = repository.metadata;
      await cluster.patchStatus({ apiVersion, kind: "GitRepository", metadata: { name, namespace }, status });
    }
  }
}

async function statusOf(repository: GitRepository, sources: Sources) {
  const { annotations = {}, generation } = repository.metadata;
  const handled = {
    observedGeneration: generation as number,
    lastHandledReconcileAt: annotations["reconcile.fluxcd.io/requestedAt"] ?? "",
  };
  try {
    const artifact = await store(repository, sources);
    const message = `stored artifact for revision '${artifact.revision}'`;
    return { ...handled, artifact, conditions: [ready("True", "Succeeded", message)] };
  } catch (error) {
    // As with source-controller, the earlier artifact stays.
    return { ...handled, conditions: [ready("False", "GitOperationFailed", (error as Error).message)] };
  }
}

function ready(status: "True" | "False", reason: string, message: string) {
  return { type: "Ready", status, reason, message, lastTransitionTime: new Date().toISOString() };
}

async function store({ spec }: GitRepository, { repository, folder, port }: Sources) {
  if (spec.verify !== undefined) {
    throw new Error("signatures are verified by source-controller only, which this machine does not have");
  }
  const { commit, revision } = await resolve(repository, spec.ref ?? { branch: "master" });
  const path = join(folder, `${commit}.tar.gz`);
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true });
    await git(repository, "archive", "--format=tar.gz", `--output=${path}.new`, commit);
    await rename(`${path}.new`, path);
  }
  const archive = await readFile(path);
  return {
    path: `${commit}.tar.gz`,
    url: `http://127.0.0.1:${port}/${commit}.tar.gz`,
    revision,
    digest: `sha256:${createHash("sha256").update(archive).digest("hex")}`,
    lastUpdateTime: new Date().toISOString(),
    size: archive.length,
  };
}

/** The commit of a reference, and the revision as Flux writes it. */
async function resolve(repository: string, ref: Record<string, string>) {
  const names = {
    commit: ref.commit,
    name: ref.name,
    tag: ref.tag && `refs/tags/${ref.tag}`,
    branch: ref.branch && `refs/heads/${ref.branch}`,
  };
  const name = names.commit ?? names.name ?? names.tag ?? names.branch;
  if (ref.semver !== undefined || name === undefined) {
    throw new Error("a range of versions needs source-controller, which this machine does not have");
  }
  const found = git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
  const commit = (
    await found.catch(() => {
      throw new Error(`couldn't find remote ref "${name}"`);
    })
  ).trim();
  const label = ref.name ?? ref.tag ?? ref.branch;
  return { commit, revision: label === undefined ? `sha1:${commit}` : `${label}@sha1:${commit}` };
}

function differs({ status = {} }: GitRepository, next: Awaited<ReturnType<typeof statusOf>>): boolean {
  return (
    status.observedGeneration !== next.observedGeneration ||
    (status.lastHandledReconcileAt ?? "") !== next.lastHandledReconcileAt ||
    status.conditions?.[0]?.message !== next.conditions[0]?.message
  );
}

async function main([kubeconfig = "", repository = "", url = "", folder = "", port = ""]: string[]) {
  const server = archiveServer(folder);
  const listen = (): unknown => server.listen(Number(port), "127.0.0.1");
  server.on("error", (error) => {
    // Somebody else has the port, perhaps for a moment; ending here would look like a source that never comes.
    lineProgress().warning(String(error));
    setTimeout(listen, 1000);
  });
  listen();
  const cluster = new Cluster(kubeconfig);
  for (;;) {
    const sources = { repository, url, folder, port: Number(port) };
    await storeSources(cluster, sources).catch((error: unknown) => {
      // The kind is not served yet, or the API server does not answer for a moment.
      lineProgress().warning(String(error));
    });
    await sleep(1000);
  }
}

if (require.main === module) {
  void main(process.argv.slice(2));
}
