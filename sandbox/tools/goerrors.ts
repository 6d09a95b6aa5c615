import { Problem, ProblemCode } from "../problem";
import { diskFull } from "./disk";

/** Where Go is to be had, for messages. */
export const GET_GO = "https://go.dev/dl";

interface Cause {
  readonly code: ProblemCode;
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** The causes that people can do something about, the more specific first. Patterns match what Go 1.26 prints. */
const CAUSES: readonly Cause[] = [
  {
    code: ProblemCode.GoTooOld,
    pattern: /^go: (.*requires go >= |download go\d)|invalid go version/m,
    remedy: `Install the Go that is named there, or a newer one, from ${GET_GO}.`,
  },
  {
    code: ProblemCode.ChecksumMismatch,
    pattern: /SECURITY ERROR|checksum mismatch/,
    remedy:
      "A module differs from what go.sum pins. Run `go clean -modcache`; if it stays, do not trust the module proxy.",
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
 * Turns what Go printed before it failed into a problem.
 *
 * @param what names what failed, such as "etcd v3.6.6 was not built".
 * @param output standard error of Go.
 * @param folder where the result was to be written, for the message about a full disk.
 */
export function goProblem(what: string, output: string, folder: string): Problem {
  if (/no space left on device|disk quota exceeded/i.test(output)) return diskFull(what, folder);
  const why = tail(output);
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  if (cause) return new Problem(cause.code, { what, why, remedy: cause.remedy });
  const remedy =
    "That is what Go said last. Try again; if it stays, please report it with `go version` and `go env`.";
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

/** Whether a line of `go build -v` only names a package that is being compiled. */
export function isPackageName(line: string): boolean {
  return /^[\w.~-]+(\/[\w.~-]+)*$/.test(line);
}
