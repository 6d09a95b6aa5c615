/**
 * The one error class whose text is meant for users: what failed, why, and what to do now. Every other error that
 * reaches the terminal is a bug of this project.
 */

/** The codes of the problems. Scripts may compare with them, so a code never changes its meaning. */
export const ProblemCode = {
  /** The sandbox does not run on this operating system or processor. */
  UnsupportedPlatform: "unsupported-platform",
  /** A tool must be built and there is no Go. */
  GoMissing: "go-missing",
  /** A tool must be built and Go is older than the module asks for. */
  GoTooOld: "go-too-old",
  /** A file system has too little room for what would be written. */
  DiskFull: "disk-full",
  /** The cache directory cannot be created or written. */
  CacheNotWritable: "cache-not-writable",
  /** A file differs from its published checksum. It was not used. */
  ChecksumMismatch: "checksum-mismatch",
  /** Go could not download the modules of a tool. */
  ModulesUnreachable: "modules-unreachable",
  /** The system ended the compiler, which it does when memory runs out. */
  OutOfMemory: "out-of-memory",
  /** `go build` failed for a reason of its own, or built something that does not answer. */
  BuildFailed: "build-failed",
  /** A file that a module ships is neither in the module cache nor downloadable. */
  FileUnavailable: "file-unavailable",
  /** A process of the sandbox ended while it was needed. */
  ProcessEnded: "process-ended",
  /** The checkout is not a Git repository with a commit, so there is nothing to deliver. */
  NoRepository: "no-repository",
  /** The Application, GitRepository or Kustomization is not in the cluster. */
  ApplicationMissing: "application-missing",
  /** Argo CD did not bring the Application to Synced, or Flux did not apply the Kustomization. */
  NotSynced: "not-synced",
  /** There is no running sandbox to ask. */
  NotRunning: "not-running",
  /** A part of the platform that the sandbox has installed is not available any more. */
  PlatformChanged: "platform-changed",
  /** Another stack began to install a part of the sandbox's platform and did not finish. */
  PlatformUnfinished: "platform-unfinished",
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

/** The three parts of the message. */
interface ProblemText {
  /** What failed, naming the tool or file, without a full stop: "kube-apiserver v1.36.3 was not built". */
  readonly what: string;
  /** Why, without a full stop: "2.1 GiB are free in /home/ada/.cache and 3.2 GiB are needed". */
  readonly why: string;
  /** What to do now, as one or more whole sentences. */
  readonly remedy: string;
}

/** A failure that the user can do something about. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;

  /** @param options `cause` keeps the error that led here, for a stack trace. */
  constructor(code: ProblemCode, text: ProblemText, options?: ErrorOptions) {
    super(`${text.what}: ${text.why}. ${text.remedy}`, options);
    this.name = "Problem";
    this.code = code;
    this.what = text.what;
    this.why = text.why;
    this.remedy = text.remedy;
  }
}
