import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../../options";
import type { Environment } from "../../environments";
import { durationProblems, refuseArguments } from "../../problems";
import { environmentLabels, protectionOptions } from "../../protection";
import { refuseUnsafe } from "../refuse";
import { requireRevision } from "../revision";
import { sourceManifest } from "./source-manifest";

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
    refuseArguments(name, durationProblems({ interval, timeout }));
    requireAddress(name, args.repositoryUrl, this);
    const manifest = sourceManifest({
      name: sourceName,
      namespace: args.namespace,
      labels: environmentLabels(args.environment),
      repositoryUrl: args.repositoryUrl,
      targetRevision: requireRevision(name, args.environment, args.targetRevision, this),
      interval,
      timeout,
      credentialsSecret: args.credentialsSecret,
      verificationSecret: args.verification?.secretName,
    });
    refuseUnsafe(manifest, args.environment, this);
    const source = new k8s.apiextensions.CustomResource(`${name}-source`, manifest, {
      ...childOptions(this, opts),
      ...protectionOptions(args.environment, args.deletionProtection),
    });
    this.source = after(source, sourceName);
    this.registerOutputs({ source: this.source });
  }
}

/** Git's short form for SSH, `git@host:path`, is no address to Flux. */
function requireAddress(name: string, url: pulumi.Input<string>, resource: pulumi.Resource): void {
  if (typeof url === "string" && !/^(https?|ssh):\/\/./.test(url)) {
    throw new pulumi.ResourceError(
      `${name}: repositoryUrl is no address that Flux can fetch from; ` +
        `write https://host/path or ssh://git@host/path instead`,
      resource,
      true,
    );
  }
}
