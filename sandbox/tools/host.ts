import { homedir } from "node:os";
import { join } from "node:path";

import { Problem, ProblemCode } from "../ground/problem";
import { lineProgress, type Progress } from "../ground/progress";
import { freeSpace, type FreeSpace } from "./disk";
import { officialBases, type Bases, type Platform, type ToolSpec } from "./spec";

export interface ToolOptions {
  /** @default lineProgress(): lines on stderr */
  readonly progress?: Progress | undefined;
  /** Ends builds and downloads at once and leaves no half-written file; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Replaces the environment as a whole: PATH, HOME, KUBEBUILDER_ASSETS, XDG_CACHE_HOME, Go's own. @default process.env */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Where official downloads come from. @default OFFICIAL_BASES */
  readonly bases?: Bases | undefined;
  /** For tests: shorter waits. @default DEFAULT_TIMEOUTS */
  readonly timeouts?: Timeouts | undefined;
  /** For tests: another file system. @default freeSpace */
  readonly freeSpace?: ((directory: string) => Promise<FreeSpace>) | undefined;
}

/** Waits in milliseconds. */
interface Timeouts {
  /** For the one probe that decides whether this machine has internet. */
  readonly probe: number;
  /** From a request to the first byte of its answer, redirects included. */
  readonly answer: number;
  /** Between two pieces of a download. */
  readonly stall: number;
  /** For a tool to print its version. */
  readonly version: number;
}

export const defaultTimeouts: Timeouts = { probe: 3_000, answer: 10_000, stall: 30_000, version: 20_000 };

/** The run with every default filled in; the functions of this folder take it as their first argument. */
export interface Host {
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly bases: Bases;
  readonly timeouts: Timeouts;
  readonly freeSpace: (directory: string) => Promise<FreeSpace>;
  readonly platform: Platform;
  readonly cache: string;
}

/** @throws Problem `unsupported-platform` */
export function hostOf(options: ToolOptions = {}): Host {
  const env = options.env ?? process.env;
  return {
    progress: options.progress ?? lineProgress(),
    signal: options.signal,
    env,
    bases: options.bases ?? officialBases,
    timeouts: options.timeouts ?? defaultTimeouts,
    freeSpace: options.freeSpace ?? freeSpace,
    platform: platformOf(process.platform, process.arch),
    cache: cacheRoot(env),
  };
}

/** The folder of one build of a tool in the cache; the binary in it has the tool's name. */
export function toolFolder(host: Host, tool: ToolSpec): string {
  return join(host.cache, "tools", tool.name, `${tool.version}-${host.platform.os}-${host.platform.arch}`);
}

/**
 * The platform of a Node process.
 *
 * @param os `process.platform`; @param arch `process.arch`.
 * @throws Problem `unsupported-platform` on Windows and on processors other than amd64 and arm64.
 */
export function platformOf(os: string, arch: string): Platform {
  if (os !== "linux" && os !== "darwin") {
    throw new Problem(ProblemCode.UnsupportedPlatform, {
      what: "The sandbox cannot start",
      why: `it runs on Linux and macOS, and this is ${os === "win32" ? "Windows" : os}`,
      remedy: os === "win32" ? "Run it inside WSL 2, where it is Linux." : "Run it on Linux or macOS.",
    });
  }
  const goArch = { x64: "amd64", arm64: "arm64" } as const;
  if (arch !== "x64" && arch !== "arm64") {
    throw new Problem(ProblemCode.UnsupportedPlatform, {
      what: "The sandbox cannot start",
      why: `its tools are known to build on x64 and arm64 processors, and this one is ${arch}`,
      remedy: "Run it on an x64 or arm64 machine.",
    });
  }
  return { os, arch: goArch[arch] };
}

/**
 * The directory that all clones of one user share, so that the second clone starts warm. In this order:
 * `MARIADB_GITOPS_CACHE`, `$XDG_CACHE_HOME/mariadb-gitops`, `~/.cache/mariadb-gitops`.
 */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  // An empty variable counts as absent, as the XDG specification has it.
  const value = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const user = value("XDG_CACHE_HOME") ?? join(value("HOME") ?? homedir(), ".cache");
  return value("MARIADB_GITOPS_CACHE") ?? join(user, "mariadb-gitops");
}
