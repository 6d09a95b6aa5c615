import { lineProgress } from "../progress";
import type { Progress } from "../progress";
import { OFFICIAL_BASES } from "./spec";
import type { Bases, ToolSpec } from "./spec";
import { freeSpace } from "./disk";
import type { FreeSpace } from "./disk";
import { cacheRoot, platformOf } from "./platform";
import type { Platform } from "./platform";
import { join } from "node:path";

/** What a caller may say about the run. */
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
export interface Timeouts {
  /** For the one probe that decides whether this machine has internet. */
  readonly probe: number;
  /** From a request to the first byte of its answer, redirects included. */
  readonly answer: number;
  /** Between two pieces of a download. */
  readonly stall: number;
  /** For a tool to print its version. */
  readonly version: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { probe: 3_000, answer: 10_000, stall: 30_000, version: 20_000 };

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
    bases: options.bases ?? OFFICIAL_BASES,
    timeouts: options.timeouts ?? DEFAULT_TIMEOUTS,
    freeSpace: options.freeSpace ?? freeSpace,
    platform: platformOf(process.platform, process.arch),
    cache: cacheRoot(env),
  };
}

/** The folder that one build of a tool has in the cache; the binary in it carries the tool's name. */
export function toolFolder(host: Host, tool: ToolSpec): string {
  return join(host.cache, "tools", tool.name, `${tool.version}-${host.platform.os}-${host.platform.arch}`);
}
