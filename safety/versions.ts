import type { RevisionSource } from "./application";
import type { Environment } from "./environment";

/** A version of the form 1.2.3, with or without "v", a pre-release and build metadata. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What follows "-", "" for a release. */
  readonly prerelease: string;
}

const versionForm = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Reads an exact semantic version; undefined for ranges, parts of versions and other texts. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch, prerelease = ""] = versionForm.exec(text) ?? [];
  return major === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease };
}

/** Negative when `a` is older than `b`. A pre-release is older than its release; pre-releases compare as texts. */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: string, b: string): number {
  if (a === "" || b === "") {
    return Number(a === "") - Number(b === "");
  }
  return a < b ? -1 : Number(a > b);
}

/** The parts of an image reference. */
export interface Image {
  /** The host, "docker.io" where none is written. */
  readonly registry: string;
  /** The path in the registry; an official image of Docker Hub begins with "library/". */
  readonly repository: string;
  /** Undefined when left out, which means "latest" unless there is a digest. */
  readonly tag: string | undefined;
  /** "sha256:" and 64 hexadecimal digits. */
  readonly digest: string | undefined;
}

const imageForm =
  /^(?:(?<host>[A-Za-z0-9.-]+(?::\d+)?)\/)?(?<path>[a-z0-9]+(?:[._\-/]+[a-z0-9]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** Reads an image reference; undefined when it is none. */
export function parseImage(text: string): Image | undefined {
  const { host, path, tag, digest } = imageForm.exec(text)?.groups ?? {};
  if (path === undefined) {
    return undefined;
  }
  // Without a dot or a port the first part is no host, but part of a path on Docker Hub.
  const isHost = host !== undefined && (/[.:]/.test(host) || host === "localhost");
  const repository = isHost || host === undefined ? path : `${host}/${path}`;
  const registry = isHost ? host : "docker.io";
  return {
    registry,
    repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
    tag,
    digest,
  };
}

const servers = ["mariadb", "mysql", "mysql-server", "percona", "percona-server"];

/** Whether an image runs a single MariaDB or MySQL server. Clients, exporters and Galera images of others do not. */
export function isServerImage(image: string): boolean {
  // A variable in the tag keeps the reference from being read, but not the name before it.
  const repository = parseImage(image)?.repository ?? image.split(/[@:]/)[0] ?? "";
  return servers.includes(repository.split("/").at(-1) ?? "");
}

/**
 * Which Git revisions, chart versions and digests name one content forever (pinned), and which name a bounded series
 * of releases (accepted in staging, where the next release is tried out).
 */

/** The release tags of this project's promotion. */
const releaseTag = /^v\d+\.\d+\.\d+$/;
const commit = /^[0-9a-f]{40}$/i;

/** The digest of an artifact in an OCI registry. */
const digest = /^sha256:[0-9a-f]{64}$/;

/** One exact semantic version, with or without "v". */
const version = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/**
 * A range of versions within one major version, in the notations that can be no branch: Git forbids "~", "^" and "*"
 * in the names of branches, whereas "1.2", "1.x" or ">=1.2" may be one. Open ranges ("*", ">=1.2") are not bounded.
 */
const series = /^([~^]v?\d+(\.\d+){0,2}|v?\d+\.(\d+\.)?\*)$/;

/** Whether a revision is fixed enough for an environment. In dev every revision is. */
export function isPinned(revision: string, source: RevisionSource, environment: Environment): boolean {
  if (environment === "dev") {
    return true;
  }
  const exact = source === "chart" ? version : releaseTag;
  if ([exact, commit, digest].some((pattern) => pattern.test(revision))) {
    return true;
  }
  return environment === "staging" && [version, series].some((pattern) => pattern.test(revision));
}

/** What a pinned revision looks like, for messages. */
export function pinnedForm(source: RevisionSource, environment: Environment): string {
  const exact =
    source === "chart" ? "one exact chart version (1.2.3)" : "a release tag (v1.2.3) or a full commit SHA";
  return environment === "staging" ? `${exact}, or a range within one major version (~1.2 or ^1.2.0)` : exact;
}
