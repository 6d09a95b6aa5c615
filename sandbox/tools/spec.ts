/**
 * The programs that the sandbox, its tests and the benchmarks run. `redis` is miniredis behind one address argument,
 * built from `redis/main.go`; `admission` is the API server's code for admission policies, built from
 * `kubernetes/admission`.
 */
export type ToolName =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kwok"
  | "pulumi"
  | "argocd"
  | "kustomize"
  | "redis"
  | "kustomize-controller"
  | "kubeseal"
  | "conftest"
  | "promtool"
  | "admission";

/** A folder with a `go.mod` beside this file; a family pins every tool that it builds. */
export type Family =
  | "etcd"
  | "kubernetes"
  | "kwok"
  | "pulumi"
  | "argocd"
  | "kustomize"
  | "redis"
  | "external-secrets"
  | "flux"
  | "flux-controllers"
  | "kubeseal"
  | "conftest"
  | "promtool";

/** The platform of a binary, in Go's spelling. */
export interface Platform {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/** Where official downloads come from; tests point these at a server of their own. */
export const officialBases = {
  pulumi: "https://get.pulumi.com",
  kubernetes: "https://dl.k8s.io",
  github: "https://github.com",
  raw: "https://raw.githubusercontent.com",
} as const;
export type Bases = Readonly<Record<keyof typeof officialBases, string>>;

/** A file to download, by its path below one of the bases. */
export interface RemoteFile {
  readonly base: keyof Bases;
  /** Starts with a slash. */
  readonly path: string;
}

/** An official release file for one platform. */
export interface Asset {
  readonly file: RemoteFile;
  /** The published SHA-256 list, or a file that holds nothing but the sum. */
  readonly checksums: RemoteFile;
  /** The binary's path inside the archive; absent when the file is the binary. */
  readonly member?: string;
}

/** How to ask a binary for its version. */
interface VersionProbe {
  readonly args: readonly string[];
  /** Its first group is the version. */
  readonly pattern: RegExp;
  /** Which versions are good enough when they are found on PATH or in KUBEBUILDER_ASSETS. */
  readonly accepted: VersionRange;
}

/** How to build a tool from its pinned Go module. */
interface BuildSpec {
  readonly family: Family;
  /** The package that `go build` is given. */
  readonly target: string;
  /** Build tags that leave out what nobody here needs. */
  readonly tags?: readonly string[];
  /** What `-X` sets, so that the binary knows its version. */
  readonly variables: Readonly<Record<string, string>>;
  /** The expected duration of a cold build, for the progress line. */
  readonly duration: string;
  /** Disk for a cold build in GiB: Go's build cache and modules together, measured. */
  readonly gibibytes: number;
}

export interface ToolSpec {
  readonly name: ToolName;
  /** The pinned version, without "v". */
  readonly version: string;
  /** Absent for tools that cannot be asked; they are never looked for on PATH. */
  readonly probe?: VersionProbe;
  /** The official release file; undefined where the project publishes none for the platform. */
  readonly download: (platform: Platform) => Asset | undefined;
  readonly build: BuildSpec;
}

/** "etcd v3.6.6", as every message names a tool. */
export function label(tool: ToolSpec): string {
  return `${tool.name} v${tool.version}`;
}

/** A version number. A suffix ("-rc.1", "+unknown") is not compared. */
export type Version = readonly [major: number, minor: number, patch: number];

/**
 * Reads "1.26", "v3.5.3" or "3.5.3+unknown"; a missing patch number is 0.
 *
 * @throws Error when the text does not start with a version number.
 */
export function parseVersion(text: string): Version {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) {
    throw new Error(`"${text}" is not a version number; write three numbers, such as 3.5.3`);
  }
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Negative when `left` is older than `right`, positive when it is newer, 0 when they are the same. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parseVersion(left), parseVersion(right)];
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The versions of a tool that the sandbox works with: `from` is the oldest, `below` the first that is too new. */
export interface VersionRange {
  readonly from: string;
  readonly below: string;
}

/** Why a version is outside the range, as the end of a sentence; undefined when it is inside. */
export function outsideRange(version: string, range: VersionRange): string | undefined {
  if (compareVersions(version, range.from) < 0) {
    return `older than ${range.from}`;
  }
  if (compareVersions(version, range.below) >= 0) {
    return `not older than ${range.below}, where the sandbox is untested`;
  }
  return undefined;
}
