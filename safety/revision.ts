import type { Environment } from "./environment";

/**
 * Which Git revisions, chart versions and digests name one content for ever (pinned), and which name a bounded series
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

/** Where a revision is resolved, which decides what a pinned one looks like. */
export type RevisionSource = "git" | "chart";

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
