import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mismatch, publishedChecksum } from "./checksum";
import { label } from "./spec";
import type { Asset, ToolSpec } from "./spec";
import type { Found } from "./find";
import type { Host } from "./host";
import { install, installed, WrongBinary } from "./install";
import { DownloadFailed, fetchFile, fetchText, hasInternet } from "./network";

/**
 * Fetches a tool's official release file, checks it against its published checksum and puts the binary into the cache.
 * Undefined where there is no release file, no internet, or the download did not come about: then it is built.
 *
 * @throws Problem `checksum-mismatch`: a file that is not what its makers published is never a reason to go on.
 */
export async function downloadTool(
  host: Host,
  tool: ToolSpec,
): Promise<Found<"download" | "cache"> | undefined> {
  const asset = tool.download(host.platform);
  if (!asset || !(await hasInternet(host, asset.file))) return undefined;
  const work = (note: (detail: string) => void): Promise<Found<"download" | "cache">> =>
    install(host, tool, "download", (path) => fetchBinary(host, tool, asset, path), note);
  try {
    return await host.progress.step(`downloading ${label(tool)}`, work, installed(tool, "downloaded"));
  } catch (error) {
    if (!(error instanceof DownloadFailed || error instanceof WrongBinary)) throw error;
    host.progress.warning(`${label(tool)} was not downloaded: ${error.message}`);
    return undefined;
  }
}

async function fetchBinary(host: Host, tool: ToolSpec, asset: Asset, path: string): Promise<void> {
  const name = decodeURIComponent(basename(asset.file.path));
  const expected = publishedChecksum(await fetchText(host, asset.checksums), name);
  if (!expected) throw new DownloadFailed(`its published checksums do not name ${name}`);
  const file = asset.member ? join(dirname(path), `archive-${name}`) : path;
  const actual = await fetchFile(host, asset.file, file);
  if (actual !== expected) throw mismatch(label(tool), name, expected, actual);
  if (!asset.member) return;
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
    if ((error as NodeJS.ErrnoException).syscall?.startsWith("spawn") !== true) throw error;
    throw new DownloadFailed("there is no tar on PATH to unpack it");
  }
  if ((await code) !== 0) throw new DownloadFailed(`${basename(archive)} does not hold ${member}`);
}
