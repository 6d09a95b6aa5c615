import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, parse } from "node:path";

import { Problem, ProblemCode } from "../ground/problem";
import { diskFull } from "./disk";
import { onPath } from "./find";
import type { Host } from "./host";
import { run } from "./run";
import { compareVersions, parseVersion, type Family } from "./spec";

/** The Go installation that builds the tools. */
export interface Go {
  readonly path: string;
  readonly version: string;
  /** GOTOOLCHAIN: "local" and "path" forbid Go to fetch a newer one by itself. */
  readonly toolchain: string;
  readonly buildCache: string;
  readonly moduleCache: string;
}

/** The folder of a family's `go.mod`, also when this code runs compiled from `dist`. */
export function familyFolder(family: Family): string {
  let root = __dirname;
  while (!existsSync(join(root, "package.json"))) {
    root = dirname(root);
  }
  return join(root, "sandbox", "tools", family);
}

/** Go's environment for these builds: static binaries for this machine, without the user's go.work. */
export function goEnv(host: Host): NodeJS.ProcessEnv {
  return { ...host.env, CGO_ENABLED: "0", GOWORK: "off", GOOS: host.platform.os, GOARCH: host.platform.arch };
}

/**
 * The first Go on PATH, after checking that the families can be built with it.
 *
 * @param what begins the problem's text, such as "etcd v3.6.6 cannot be built".
 * @throws Problem `go-missing`, `go-too-old`
 */
export async function requireGo(host: Host, what: string, families: readonly Family[]): Promise<Go> {
  const needed = await neededVersion(families);
  const go = await findGo(host);
  const where = `Install Go ${needed} or newer from ${getGo}`;
  if (!go) {
    throw new Problem(ProblemCode.GoMissing, {
      what,
      why: "there is no Go on PATH",
      remedy: `${where}, or put the tools themselves on PATH.`,
    });
  }
  if (compareVersions(go.version, needed) >= 0) {
    return go;
  }
  // Go 1.21 and newer download the version that a go.mod asks for, unless configured not to.
  const fetches = compareVersions(go.version, "1.21") >= 0 && !/^(local|path)$/.test(go.toolchain);
  if (fetches) {
    return go;
  }
  throw new Problem(ProblemCode.GoTooOld, {
    what,
    why: `${go.path} is Go ${go.version}, Go ${needed} is needed, and it may not fetch it (GOTOOLCHAIN=${go.toolchain || "none"})`,
    remedy: `${where}, or set GOTOOLCHAIN=auto with Go 1.21 or newer.`,
  });
}

async function findGo(host: Host): Promise<Go | undefined> {
  const [path] = await onPath("go", host.env);
  if (path === undefined) {
    return undefined;
  }
  // Outside of every module: inside one, an old Go refuses to answer.
  const result = await run(path, ["env", "-json", "GOVERSION", "GOTOOLCHAIN", "GOCACHE", "GOMODCACHE"], {
    env: goEnv(host),
    cwd: parse(__dirname).root,
    signal: host.signal,
    timeout: host.timeouts.version,
  });
  const values = parseEnv(result.stdout);
  const version = /\d+\.\d+(\.\d+)?/.exec(values.GOVERSION ?? "")?.[0];
  if (version === undefined) {
    throw new Problem(ProblemCode.GoMissing, {
      what: "The sandbox's tools cannot be built",
      why: `${path} does not tell its version (${result.stderr.split("\n")[0] ?? ""})`,
      remedy: `Repair it, or install Go from ${getGo}.`,
    });
  }
  return {
    path,
    version,
    toolchain: values.GOTOOLCHAIN ?? "",
    buildCache: values.GOCACHE ?? "",
    moduleCache: values.GOMODCACHE ?? "",
  };
}

function parseEnv(text: string): Record<string, string | undefined> {
  try {
    return JSON.parse(text) as Record<string, string | undefined>;
  } catch {
    return {};
  }
}

/** The newest Go that any of the families' go.mod files asks for. */
async function neededVersion(families: readonly Family[]): Promise<string> {
  let newest = "1.0.0";
  for (const family of families) {
    const text = await readFile(join(familyFolder(family), "go.mod"), "utf8");
    const version = parseVersion(/^go (\S+)$/m.exec(text)?.[1] ?? "no go line").join(".");
    if (compareVersions(version, newest) > 0) {
      newest = version;
    }
  }
  return newest;
}

const getGo = "https://go.dev/dl";

interface Cause {
  readonly code: ProblemCode;
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** The causes that a user can fix, the more specific first. Patterns match what Go 1.26 prints. */
const causes: readonly Cause[] = [
  {
    code: ProblemCode.GoTooOld,
    pattern: /^go: (.*requires go >= |download go\d)|invalid go version/m,
    remedy: `Install the Go that is named there, or a newer one, from ${getGo}.`,
  },
  {
    code: ProblemCode.ChecksumMismatch,
    pattern: /SECURITY ERROR|checksum mismatch/,
    remedy:
      "A module differs from what go.sum pins. Run `go clean -modcache`; if the error stays, do not trust the module proxy.",
  },
  {
    code: ProblemCode.ModulesUnreachable,
    pattern:
      /module lookup disabled|Get "https?:\/\/|reading https?:\/\/|no such host|: git (init|fetch|ls-remote) .*: exit status/,
    remedy:
      "Check the internet connection, and `go env GOPROXY` and HTTPS_PROXY where a proxy stands between.",
  },
  {
    code: ProblemCode.OutOfMemory,
    pattern: /signal: killed|cannot allocate memory/,
    remedy: "Compiling and linking needs about 4 GiB of memory: close other programs, or set GOMAXPROCS=1.",
  },
];

/**
 * Turns Go's output into a problem.
 *
 * @param what names what failed, such as "etcd v3.6.6 was not built".
 * @param output standard error of Go.
 * @param folder where the result was to be written, for the message about a full disk.
 */
export function goProblem(what: string, output: string, folder: string): Problem {
  if (/no space left on device|disk quota exceeded/i.test(output)) {
    return diskFull(what, folder);
  }
  const why = tail(output);
  const cause = causes.find(({ pattern }) => pattern.test(output));
  if (cause) {
    return new Problem(cause.code, { what, why, remedy: cause.remedy });
  }
  const remedy =
    "These are the last lines of Go. Try again; if the error stays, report it with `go version` and `go env`.";
  return new Problem(ProblemCode.BuildFailed, { what, why, remedy });
}

/** The last lines that say more than a package's name or that a download began. */
function tail(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !isPackageName(line) && !line.startsWith("go: downloading"));
  return lines.slice(-6).join("; ").replace(/\.$/, "") || "Go ended without saying why";
}

/** Whether a line of `go build -v` names a package that is being compiled. */
export function isPackageName(line: string): boolean {
  return /^[\w.~-]+(\/[\w.~-]+)*$/.test(line);
}
