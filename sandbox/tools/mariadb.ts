import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { onPath } from "./find";
import { hostOf, type Host, type ToolOptions } from "./host";
import { withLock } from "./lock";
import { run } from "./run";

/** The programs of a real MariaDB server, ready to run. */
export interface MariaDb {
  readonly mariadbd: string;
  readonly mariadb: string;
  readonly "mariadb-install-db": string;
  /** Arguments that every call of the server and of the installation needs. */
  readonly args: readonly string[];
  /** What every call needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

const names = ["mariadbd", "mariadb", "mariadb-install-db"] as const;
const needed = ["apt-get", "apt-cache", "dpkg", "dpkg-query"];

/**
 * Finds a MariaDB server: on PATH, else in the cache, else in the packages of this Debian or Ubuntu, which are
 * downloaded and unpacked into the cache. Nothing is installed, and root is not needed.
 *
 * @returns the programs, or the reason why this machine cannot have them
 * @throws the signal's reason
 */
export async function findMariaDb(
  options: ToolOptions = {},
): Promise<MariaDb | { readonly missing: string }> {
  const host = hostOf(options);
  const installed = (await Promise.all(names.map((name) => onPath(name, host.env)))).map(([path]) => path);
  const [mariadbd, mariadb, install] = installed;
  if (mariadbd !== undefined && mariadb !== undefined && install !== undefined) {
    return { mariadbd, mariadb, "mariadb-install-db": install, args: [], env: {} };
  }
  const folder = join(host.cache, "mariadb", `${await systemName()}-${host.platform.arch}`);
  if (existsSync(folder)) {
    return programsIn(folder);
  }
  const lacking: string[] = [];
  for (const name of needed) {
    if ((await onPath(name, host.env)).length === 0) {
      lacking.push(name);
    }
  }
  if (lacking.length > 0) {
    return {
      missing: `mariadbd is not on PATH, and neither is what fetches its package: ${lacking.join(", ")}`,
    };
  }
  const onWait = (): void => {
    host.progress.waiting("a MariaDB server is being unpacked by another run: waiting for it");
  };
  return withLock(`${folder}.lock`, { signal: host.signal, onWait }, async () => {
    if (existsSync(folder)) {
      return programsIn(folder);
    }
    host.progress.action("unpacking a MariaDB server from the packages of this system");
    return unpackInto(host, folder);
  });
}

/** Names the system and its release, because programs of one release do not run with the C library of another. */
async function systemName(): Promise<string> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const [, id = "unknown"] = /^ID="?([\w.-]+)/m.exec(release) ?? [];
  const [, version = "rolling"] = /^VERSION_ID="?([\w.-]+)/m.exec(release) ?? [];
  return `${id}-${version}`;
}

/** Unpacks beside the final place, so that a run that is cut off never leaves half a server under its name. */
async function unpackInto(host: Host, folder: string): Promise<MariaDb | { readonly missing: string }> {
  const partial = `${folder}.partial`;
  const root = join(partial, "root");
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(join(partial, "lists", "partial"), { recursive: true });
    await mkdir(root);
    // The system's package lists may be missing, and only root may write them.
    const apt = [`-oDir::State::lists=${partial}/lists`, `-oDir::Cache=${partial}`, "-oAPT::Sandbox::User="];
    await call(host, partial, "apt-get", [...apt, "update"]);
    await call(host, partial, "apt-get", [...apt, "download", ...(await packages(host, partial, apt))]);
    for (const file of await readdir(partial)) {
      if (file.endsWith(".deb")) {
        await call(host, partial, "dpkg", ["-x", file, root]);
      }
    }
    const { mariadbd, env } = await programsIn(root);
    await call(host, partial, mariadbd, ["--no-defaults", "--version"], env);
    await rename(root, folder);
  } catch (error) {
    host.signal?.throwIfAborted();
    const why = (error as Error).message;
    return { missing: `mariadbd is not on PATH, and its packages were not fetched: ${why}` };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return programsIn(folder);
}

/** The server, the client, and the libraries that they need and this system lacks. */
async function packages(host: Host, cwd: string, apt: readonly string[]): Promise<string[]> {
  const only = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map(
    (kind) => `--no-${kind}`,
  );
  const wanted = ["mariadb-server-core", "mariadb-client-core"];
  const closure = await call(host, cwd, "apt-cache", [...apt, "depends", "--recurse", ...only, ...wanted]);
  const status = ["-W", "-f", "${db:Status-Status} ${Package}\\n"];
  const installed = new Set((await call(host, cwd, "dpkg-query", status)).split("\n"));
  return closure.split("\n").filter((name) => {
    return (name.startsWith("lib") || wanted.includes(name)) && !installed.has(`installed ${name}`);
  });
}

async function programsIn(root: string): Promise<MariaDb> {
  const libraries: string[] = [];
  for (const folder of ["usr/lib", "lib"]) {
    const entries = await readdir(join(root, folder)).catch(() => []);
    libraries.push(
      ...entries.filter((entry) => entry.endsWith("-linux-gnu")).map((entry) => join(root, folder, entry)),
    );
  }
  return {
    mariadbd: join(root, "usr/sbin/mariadbd"),
    mariadb: join(root, "usr/bin/mariadb"),
    "mariadb-install-db": join(root, "usr/bin/mariadb-install-db"),
    args: [`--basedir=${join(root, "usr")}`],
    env: { LD_LIBRARY_PATH: libraries.join(":") },
  };
}

/** @throws Error with what the program said when it fails */
async function call(
  host: Host,
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, {
    cwd,
    env: { ...host.env, ...env, LC_ALL: "C" },
    signal: host.signal,
  });
  if (code !== 0) {
    throw new Error(`${command} ended with ${String(code)}: ${stderr.trim()}`);
  }
  return stdout;
}
