import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Problem, ProblemCode } from "../ground/problem";
import type { Found } from "./find";
import type { Host } from "./host";
import { install, installed, WrongBinary } from "./install";
import { label, type Asset, type Bases, type RemoteFile, type ToolSpec } from "./spec";

/**
 * Downloads a tool's official release file, checks it against its published checksum and puts the binary into the
 * cache. Undefined where there is no release file or no internet, or the download failed: then it is built.
 *
 * @throws Problem `checksum-mismatch`: a file with a wrong checksum is never used, and nothing else is tried
 */
export async function downloadTool(
  host: Host,
  tool: ToolSpec,
): Promise<Found<"download" | "cache"> | undefined> {
  const asset = tool.download(host.platform);
  if (!asset || !(await hasInternet(host, asset.file))) {
    return undefined;
  }
  const work = (note: (detail: string) => void): Promise<Found<"download" | "cache">> =>
    install(host, tool, "download", (path) => fetchBinary(host, tool, asset, path), note);
  try {
    return await host.progress.step(`downloading ${label(tool)}`, work, installed(tool, "downloaded"));
  } catch (error) {
    if (!(error instanceof DownloadFailed || error instanceof WrongBinary)) {
      throw error;
    }
    host.progress.warning(`${label(tool)} was not downloaded: ${error.message}`);
    return undefined;
  }
}

async function fetchBinary(host: Host, tool: ToolSpec, asset: Asset, path: string): Promise<void> {
  const name = decodeURIComponent(basename(asset.file.path));
  const expected = publishedChecksum(await fetchText(host, asset.checksums), name);
  if (!expected) {
    throw new DownloadFailed(`its published checksums do not name ${name}`);
  }
  const file = asset.member ? join(dirname(path), `archive-${name}`) : path;
  const actual = await fetchFile(host, asset.file, file);
  if (actual !== expected) {
    throw mismatch(label(tool), name, expected, actual);
  }
  if (!asset.member) {
    return;
  }
  await extract(host, file, asset.member, path);
  await rm(file);
}

/** Writes one member of an archive. The tar of Linux reads .tar.gz; the tar of macOS also reads etcd's .zip. */
async function extract(host: Host, archive: string, member: string, path: string): Promise<void> {
  const tar = spawn("tar", ["-xOf", archive, member], { env: host.env, stdio: ["ignore", "pipe", "ignore"] });
  const code = once(tar, "close").then(([value]) => value as number | null);
  try {
    await Promise.all([code, pipeline(tar.stdout, createWriteStream(path, { flags: "wx" }))]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall?.startsWith("spawn") !== true) {
      throw error;
    }
    throw new DownloadFailed("there is no tar on PATH to unpack it");
  }
  if ((await code) !== 0) {
    throw new DownloadFailed(`${basename(archive)} does not hold ${member}`);
  }
}

/** A failed download. The caller has another way, so it is not a Problem. */
export class DownloadFailed extends Error {}

/** One answer per table of bases and process, so that a machine without internet waits once and not once per tool. */
const probes = new WeakMap<Bases, Promise<boolean>>();

/** Whether this machine has internet: the host of `remote` answers within three seconds. */
export async function hasInternet(host: Host, remote: RemoteFile): Promise<boolean> {
  let answer = probes.get(host.bases);
  if (!answer) {
    answer = fetch(host.bases[remote.base], {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(host.timeouts.probe),
    }).then(
      () => true,
      () => false,
    );
    probes.set(host.bases, answer);
    if (!(await answer)) {
      host.progress.action("no internet: official downloads are skipped");
    }
  }
  host.signal?.throwIfAborted();
  return answer;
}

/** A short text file, such as a list of checksums. @throws DownloadFailed */
export async function fetchText(host: Host, remote: RemoteFile): Promise<string> {
  return request(host, remote, async (body, alive) => {
    const chunks: Buffer[] = [];
    for await (const chunk of body) {
      alive();
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
  });
}

/**
 * Writes a file that must not exist yet, and returns the SHA-256 of what was written, in hex.
 *
 * @throws DownloadFailed, or the error of writing, such as ENOSPC.
 */
export async function fetchFile(host: Host, remote: RemoteFile, path: string): Promise<string> {
  return request(host, remote, async (body, alive) => {
    const hash = createHash("sha256");
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        alive();
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(body, meter, createWriteStream(path, { flags: "wx" }));
    return hash.digest("hex");
  });
}

async function request<T>(
  host: Host,
  remote: RemoteFile,
  use: (body: Readable, alive: () => void) => Promise<T>,
): Promise<T> {
  host.signal?.throwIfAborted();
  const url = host.bases[remote.base] + remote.path;
  const silence = new AbortController();
  const giveUp = (): void => {
    silence.abort();
  };
  let timer = setTimeout(giveUp, host.timeouts.answer);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, host.timeouts.stall);
  };
  try {
    const signal = host.signal ? AbortSignal.any([host.signal, silence.signal]) : silence.signal;
    const response = await fetch(url, { signal });
    if (!response.ok) {
      throw new DownloadFailed(`${url} answered ${response.status}`);
    }
    if (new URL(response.url).protocol !== new URL(url).protocol) {
      throw new DownloadFailed(`${url} redirected to an address without TLS`);
    }
    if (!response.body) {
      throw new DownloadFailed(`${url} answered without content`);
    }
    alive();
    return await use(Readable.fromWeb(response.body), alive);
  } catch (error) {
    host.signal?.throwIfAborted();
    if (error instanceof DownloadFailed || isFileError(error)) {
      throw error;
    }
    throw new DownloadFailed(
      `${url} ${silence.signal.aborted ? "stopped answering" : `failed (${reason(error)})`}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Errors of the local disk carry the system call; network errors do not. */
function isFileError(error: unknown): boolean {
  return ["open", "write", "close"].includes((error as NodeJS.ErrnoException).syscall ?? "");
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

/** A file that differs from what was published. It is removed and never used. */
export function mismatch(what: string, file: string, expected: string, actual: string): Problem {
  return new Problem(ProblemCode.ChecksumMismatch, {
    what: `${what} was not downloaded`,
    why: `${file} has the SHA-256 ${actual}, and ${expected} was published`,
    remedy:
      "The file was removed. A proxy that rewrites downloads or a broken mirror does this; so does tampering. " +
      "Start again; if the error stays, download the file manually, compare its checksum and put the binary on PATH.",
  });
}

/**
 * The SHA-256 of a file in a published list ("<hex>  <name>" lines, as sha256sum writes them) or in a file with
 * nothing but the sum. Undefined when the file is not listed, or is listed with two different sums.
 */
export function publishedChecksum(text: string, file: string): string | undefined {
  const bare = /^\s*([0-9a-f]{64})\s*$/i.exec(text);
  if (bare?.[1]) {
    return bare[1].toLowerCase();
  }
  const sums = new Set<string>();
  for (const line of text.split("\n")) {
    const match = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(\S+)\s*$/i.exec(line);
    if (match?.[1] && match[2] === file) {
      sums.add(match[1].toLowerCase());
    }
  }
  return sums.size === 1 ? [...sums][0] : undefined;
}
