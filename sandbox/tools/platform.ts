import { homedir } from "node:os";
import { join } from "node:path";
import { Problem, ProblemCode } from "../problem";

/** What a binary must have been made for, in Go's spelling. */
export interface Platform {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
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
