import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bases, Place } from "./spec";
import type { Host } from "./host";

/** A download that did not come about. The caller has another way, so it is no Problem. */
export class DownloadFailed extends Error {}

/** One answer per table of bases and process: machines without internet wait once, not once per tool. */
const probes = new WeakMap<Bases, Promise<boolean>>();

/** Whether this machine has internet: whether the host of `place` answers anything at all within three seconds. */
export async function hasInternet(host: Host, place: Place): Promise<boolean> {
  let answer = probes.get(host.bases);
  if (!answer) {
    answer = fetch(host.bases[place.base], {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(host.timeouts.probe),
    }).then(
      () => true,
      () => false,
    );
    probes.set(host.bases, answer);
    if (!(await answer)) host.progress.action("no internet: official downloads are skipped");
  }
  host.signal?.throwIfAborted();
  return answer;
}

/** A short text file, such as a list of checksums. @throws DownloadFailed */
export async function fetchText(host: Host, place: Place): Promise<string> {
  return request(host, place, async (body, alive) => {
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
export async function fetchFile(host: Host, place: Place, path: string): Promise<string> {
  return request(host, place, async (body, alive) => {
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
  place: Place,
  use: (body: Readable, alive: () => void) => Promise<T>,
): Promise<T> {
  host.signal?.throwIfAborted();
  const url = host.bases[place.base] + place.path;
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
    if (!response.ok) throw new DownloadFailed(`${url} answered ${response.status}`);
    if (new URL(response.url).protocol !== new URL(url).protocol) {
      throw new DownloadFailed(`${url} redirected to an address without TLS`);
    }
    if (!response.body) throw new DownloadFailed(`${url} answered without content`);
    alive();
    return await use(Readable.fromWeb(response.body), alive);
  } catch (error) {
    host.signal?.throwIfAborted();
    if (error instanceof DownloadFailed || isFileError(error)) throw error;
    throw new DownloadFailed(
      `${url} ${silence.signal.aborted ? "stopped answering" : `failed (${reason(error)})`}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Errors of our own disk carry the system call; errors of the network do not reach us in that form. */
function isFileError(error: unknown): boolean {
  return ["open", "write", "close"].includes((error as NodeJS.ErrnoException).syscall ?? "");
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
