import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, chmod, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { asDiskProblem } from "./disk";
import { onPath } from "./find";
import { hostOf, type Host, type ToolOptions } from "./host";
import { withLock } from "./lock";

/** The official programs that a user's cluster and Pulumi CLI run and that the sandbox cannot build from Go modules. */
export type OfficialPart =
  "mariadb-operator" | "pulumi-language-nodejs" | "pulumi-resource-kubernetes" | "source-controller";

/** The official charts that the components install. */
export type OfficialChart =
  | "argo-cd"
  | "external-secrets"
  | "flux-operator"
  | "mariadb-operator"
  | "mariadb-operator-crds"
  | "sealed-secrets";

/** Where a part lies, or the reason why this machine does not have it, as a message of a skipped test ends. */
export type Official = { readonly path: string } | { readonly missing: string };

/**
 * The folder of files that belong to other projects and are never copied into this one: the variable
 * `MARIADB_GITOPS_SHARED`, else `shared` beside the repository.
 */
export function sharedFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.MARIADB_GITOPS_SHARED ?? resolve(__dirname, "../../../shared");
}

/**
 * The executable of an official part. The packed file of the shared folder is unpacked into the cache once for its
 * content, whole or not at all; a newer file of the same part gets a folder of its own.
 *
 * @throws Problem `disk-full`, `cache-not-writable`; Error when the packed file is damaged
 * @example
 * const operator = await officialPart("mariadb-operator");
 * if ("missing" in operator) skip(operator.missing);
 */
export async function officialPart(part: OfficialPart, options: ToolOptions = {}): Promise<Official> {
  const host = hostOf(options);
  const { os, arch } = host.platform;
  if (os !== "linux" || arch !== "amd64") {
    return { missing: `${part} is packed for linux-amd64 only, and this machine is ${os}-${arch}` };
  }
  const packed = join(sharedFolder(host.env), "official", "bin", `${part}.xz`);
  if (!(await exists(packed))) {
    return notShared(packed);
  }
  const [xz] = await onPath("xz", host.env);
  return unpackedOnce(host, packed, part, async (folder) => {
    if (xz === undefined) {
      return { missing: `xz is not on PATH, which unpacks ${packed}` };
    }
    const path = join(folder, part);
    await decompress(host, xz, packed, path);
    await chmod(path, 0o755);
    return { path };
  });
}

/** The packed chart (.tgz) of the shared folder, as `helm pull` stores it: NAME-VERSION.tgz. */
export async function officialChart(chart: OfficialChart, options: ToolOptions = {}): Promise<Official> {
  const folder = join(sharedFolder(options.env), "official", "charts");
  const archives = (await readdir(folder).catch(() => [])).filter(
    (file) => file.startsWith(`${chart}-`) && /^\d.*\.tgz$/.test(file.slice(chart.length + 1)),
  );
  const [archive, ...more] = archives;
  if (archive === undefined) {
    return notShared(join(folder, `${chart}-VERSION.tgz`));
  }
  if (more.length > 0) {
    return { missing: `${folder} holds several versions: ${archives.join(", ")}` };
  }
  return { path: join(folder, archive) };
}

/**
 * The folder of an official chart, unpacked once for its content. Helm leaves out what a chart's .helmignore names when
 * it reads a folder, and not when it reads an archive: the README among the templates of external-secrets breaks it.
 */
export async function officialChartFolder(
  chart: OfficialChart,
  options: ToolOptions = {},
): Promise<Official> {
  const archive = await officialChart(chart, options);
  if ("missing" in archive) {
    return archive;
  }
  const host = hostOf(options);
  return unpackedOnce(host, archive.path, chart, async (folder) => {
    await promisify(execFile)("tar", ["-xzf", archive.path, "-C", folder], { env: host.env });
    return { path: join(folder, chart) };
  });
}

/**
 * What a packed file holds, unpacked into the cache once for its content. It is unpacked beside the final place, so that
 * a run that is cut off never leaves half of it under its name.
 *
 * @param name of the part and of what is unpacked
 * @param unpack unpacks into a folder, and says where `name` is then, or what is missing to unpack it
 */
async function unpackedOnce(
  host: Host,
  packed: string,
  name: string,
  unpack: (folder: string) => Promise<Official>,
): Promise<Official> {
  const content = await readFile(packed).catch(() => undefined);
  if (content === undefined) {
    return { missing: `${packed} cannot be read` };
  }
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const folder = join(host.cache, "official", `${name}-${hash}`);
  const path = join(folder, name);
  if (await exists(path)) {
    return { path };
  }
  const onWait = (): void => {
    host.progress.waiting(`${name} is being unpacked by another run: waiting for it`);
  };
  try {
    return await withLock(join(folder, "lock"), { signal: host.signal, onWait }, async () => {
      if (await exists(path)) {
        return { path };
      }
      const partial = join(folder, "partial");
      // What a run that was killed left.
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true });
      try {
        const unpacked = await unpack(partial);
        if ("missing" in unpacked) {
          return unpacked;
        }
        await rename(unpacked.path, path);
        return { path };
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    });
  } catch (error) {
    throw asDiskProblem(error, `${name} was not stored`, folder);
  }
}

function notShared(path: string): Official {
  return { missing: `${path} is not here; name its shared folder in MARIADB_GITOPS_SHARED` };
}

async function decompress(host: Host, xz: string, packed: string, path: string): Promise<void> {
  const file = await open(path, "w");
  const unpacking = spawn(xz, ["-dc", packed], {
    env: host.env,
    signal: host.signal,
    stdio: ["ignore", file.fd, "ignore"],
  });
  const [code] = (await once(unpacking, "close").finally(() => file.close())) as [number | null];
  if (code !== 0) {
    throw new Error(`${packed} is damaged: xz -dc ended with ${String(code)}.`);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
