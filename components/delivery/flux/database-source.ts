import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../../options";
import type { Environment } from "../../environments";
import { durationProblems, problemOf, type Problem } from "../../problems";
import { refuseArguments } from "../../refusal";
import { environmentLabels, protectionOptions } from "../../protection";
import { revisionOf, revisionProblems } from "../delivery";
import { refuseUnsafe } from "../refuse";

/** Public keys that must have signed what is delivered. */
export interface SourceVerification {
  /** Name of a Secret in the source's namespace with public keys: `*.asc` for OpenPGP, `*.sshpub` for SSH. */
  secretName: pulumi.Input<string>;
}

/** Arguments of `DatabaseSource`. */
export interface DatabaseSourceArgs {
  /** The environment that is delivered; it decides the revision and Pulumi's protection. */
  environment: Environment;
  /** Git repository, as an address that starts with https, http or ssh. Flux reads no other. */
  repositoryUrl: pulumi.Input<string>;
  /** Namespace of the databases; source and Kustomization live in it. */
  namespace: pulumi.Input<string>;
  /**
   * Name of the GitRepository in Kubernetes.
   *
   * @default the component's name
   */
  sourceName?: string;
  /**
   * Revision that is delivered: a branch in dev; an exact tag or a commit in staging and production. With a pinned
   * revision nothing changes until a person changes this value, which is how production waits for a person.
   *
   * @default "main" in dev; required in staging and production
   */
  targetRevision?: pulumi.Input<string>;
  /**
   * Name of a Secret in the namespace with the credentials of the repository: `username` and `password`, or
   * `identity` and `known_hosts`.
   *
   * @default none, for a public repository
   */
  credentialsSecret?: pulumi.Input<string>;
  /**
   * Refuse what is not signed: the commit, and for a tag the tag as well.
   *
   * @default none: signatures are not looked at
   */
  verification?: SourceVerification;
  /**
   * How often Flux looks at the repository, as a Go duration.
   *
   * @default "1m"
   */
  interval?: pulumi.Input<string>;
  /**
   * How long one fetch may take, as a Go duration of at most minutes.
   *
   * @default "60s"
   */
  timeout?: pulumi.Input<string>;
  /**
   * Whether Pulumi refuses to delete the source where the environment says so.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/** The Git repository of one environment's databases at one revision, fetched and verified by Flux. */
export class DatabaseSource extends pulumi.ComponentResource {
  /** Name of the GitRepository, known once it exists. */
  public readonly source: pulumi.Output<string>;

  constructor(name: string, args: DatabaseSourceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseSource", name, {}, opts);
    const sourceName = args.sourceName ?? name;
    const interval = args.interval ?? "1m";
    const timeout = args.timeout ?? "60s";
    refuseArguments(name, [
      ...durationProblems({ interval, timeout }),
      ...addressProblems(args.repositoryUrl),
      ...revisionProblems(args),
    ]);
    const manifest = sourceManifest({
      name: sourceName,
      namespace: args.namespace,
      labels: environmentLabels(args.environment),
      repositoryUrl: args.repositoryUrl,
      targetRevision: revisionOf(args),
      interval,
      timeout,
      credentialsSecret: args.credentialsSecret,
      verificationSecret: args.verification?.secretName,
    });
    refuseUnsafe(name, manifest, args.environment);
    const source = new k8s.apiextensions.CustomResource(`${name}-source`, manifest, {
      ...childOptions(this, opts),
      ...protectionOptions(args.environment, args.deletionProtection),
    });
    this.source = after(source, sourceName);
    this.registerOutputs({ source: this.source });
  }
}

/** Git's short form for SSH, `git@host:path`, is not an address to Flux. */
function addressProblems(url: pulumi.Input<string>): Problem[] {
  const remedy = "set https://host/path or ssh://git@host/path";
  return typeof url !== "string" || /^(https?|ssh):\/\/./.test(url)
    ? []
    : [problemOf("repositoryUrl", `is not an address that Flux can fetch from; ${remedy}`)];
}

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
