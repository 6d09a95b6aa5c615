import type { Platform } from "./platform";
import type { VersionRange } from "./version";

/**
 * The programs that the sandbox, its tests and its measurements run. `redis` is ours: miniredis behind one address
 * argument.
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
  | "conftest";

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
  | "conftest";

/** Where official downloads come from; tests point these at a server of their own. */
export const OFFICIAL_BASES = {
  pulumi: "https://get.pulumi.com",
  kubernetes: "https://dl.k8s.io",
  github: "https://github.com",
  raw: "https://raw.githubusercontent.com",
} as const;
export type Bases = Readonly<Record<keyof typeof OFFICIAL_BASES, string>>;

/** A place below one of the bases. */
export interface Place {
  readonly base: keyof Bases;
  /** Starts with a slash. */
  readonly path: string;
}

/** An official release file for one platform. */
export interface Asset {
  readonly file: Place;
  /** The published SHA-256 list, or a file that holds nothing but the sum. */
  readonly checksums: Place;
  /** The binary's path inside the archive; absent when the file is the binary. */
  readonly member?: string;
}

/** How to ask a binary for its version. */
export interface VersionProbe {
  readonly args: readonly string[];
  /** Its first group is the version. */
  readonly pattern: RegExp;
  /** Which versions are good enough when they are found on PATH or in KUBEBUILDER_ASSETS. */
  readonly accepted: VersionRange;
}

/** How to build a tool from its pinned Go module. */
export interface BuildSpec {
  readonly family: Family;
  /** The package that `go build` is given. */
  readonly target: string;
  /** What `-X` sets, so that the binary knows its version. */
  readonly variables: Readonly<Record<string, string>>;
  /** What people are told to expect of a cold build. */
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
