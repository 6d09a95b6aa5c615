import * as pulumi from "@pulumi/pulumi";

/** Which repository at which revision, and how to reach and verify it. */
export interface SourceManifestArgs {
  name: string;
  namespace: pulumi.Input<string>;
  labels: Record<string, string>;
  repositoryUrl: pulumi.Input<string>;
  targetRevision: pulumi.Input<string>;
  interval: pulumi.Input<string>;
  timeout: pulumi.Input<string>;
  credentialsSecret: pulumi.Input<string> | undefined;
  verificationSecret: pulumi.Input<string> | undefined;
}

/** The field of a GitRepository's `spec.ref` that a revision belongs in. */
export type Reference = Partial<Record<"commit" | "name" | "semver" | "tag" | "branch", string>>;

/**
 * The GitRepository of one environment, as a plain object. It lives in the databases' namespace: under Flux's
 * multi-tenancy lockdown a Kustomization may use no source of another namespace.
 */
export function sourceManifest(args: SourceManifestArgs) {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: args.name, namespace: args.namespace, labels: args.labels },
    spec: {
      url: args.repositoryUrl,
      ref: whenKnown(args.targetRevision, referenceOf),
      interval: args.interval,
      timeout: args.timeout,
      ...(args.credentialsSecret === undefined ? {} : { secretRef: { name: args.credentialsSecret } }),
      ...(args.verificationSecret === undefined
        ? {}
        : {
            verify: {
              mode: whenKnown(args.targetRevision, verificationMode),
              secretRef: { name: args.verificationSecret },
            },
          }),
    },
  };
}

/** Where a revision goes: a full commit, a full reference, a range of versions, a version's tag, or else a branch. */
export function referenceOf(revision: string): Reference {
  if (/^[0-9a-f]{40}$/i.test(revision)) {
    return { commit: revision };
  }
  if (revision.startsWith("refs/")) {
    return { name: revision };
  }
  if (/^([~^]v?\d|v?\d+\.(\d+\.)?\*$)/.test(revision)) {
    return { semver: revision };
  }
  return /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(revision) ? { tag: revision } : { branch: revision };
}

/** A tag can be moved to another commit, so where there is one its signature counts as well as the commit's. */
export function verificationMode(revision: string): string {
  const { tag, semver, name } = referenceOf(revision);
  const tagged = tag !== undefined || semver !== undefined || name?.startsWith("refs/tags/") === true;
  return tagged ? "TagAndHEAD" : "HEAD";
}

/** Applied at once to a plain value, so that the safety rules see the result when the component is made. */
function whenKnown<T>(value: pulumi.Input<string>, change: (value: string) => T): pulumi.Input<T> {
  return typeof value === "string" ? change(value) : pulumi.output(value).apply(change);
}
