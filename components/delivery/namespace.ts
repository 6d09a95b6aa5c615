import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../environments";
import { after, childOptions } from "../options";
import { refuseArguments } from "../refusal";
import {
  dataProtectionOptions,
  environmentLabels,
  protectionAnnotations,
  protectionLabels,
} from "../protection";
import { registerDeveloperAccess, registerSyncIdentity, syncServiceAccount } from "./namespace-access";
import { registerNetworkPolicies, type NetworkPoliciesArgs } from "./network-policies";
import { registerOnDutyAccess } from "./on-duty-access";
import { quotaProblems, registerQuota, type QuotaArgs } from "./quota";

/** Who may look into a namespace of databases, and what the databases in it may use and reach. */
export interface NamespaceLimitsArgs {
  /**
   * Groups, as the cluster's authenticator names them, that may look at the databases, their pods, logs and volumes.
   * They read no Secret, and open no shell.
   *
   * @default []
   */
  readOnlyGroups?: pulumi.Input<string>[];
  /**
   * Groups that may confirm a deletion or a weakening which the deletion guard refuses otherwise. They see what
   * `readOnlyGroups` see and may patch the same objects, which they need for the confirmation; they delete nothing.
   * The role `mariadb-on-duty` is there also when nobody is bound to it.
   *
   * @default []
   */
  confirmingGroups?: pulumi.Input<string>[];
  /**
   * How much the databases may use together.
   *
   * @default the environment's size, for one database and a restored copy of it
   */
  quota?: QuotaArgs;
  /**
   * Who may connect to the databases, and what these may reach.
   *
   * @default closed, except for the operator, labelled clients, DNS, scrapers in the namespace `monitoring`, and
   * ports 443 and 6443 outwards
   */
  networkPolicies?: NetworkPoliciesArgs;
}

/** Arguments of `DatabaseNamespace`. */
export interface DatabaseNamespaceArgs extends NamespaceLimitsArgs {
  /** The environment whose databases live in the namespace. */
  environment: Environment;
  /**
   * Name of the namespace; the Kustomize overlay of the environment says the same.
   *
   * @default "mariadb-" and the environment
   */
  namespace?: pulumi.Input<string>;
  /**
   * Whether the sync identity may also write Secrets. Only Flux with SOPS needs it; it also lets the identity read
   * every Secret of the namespace.
   *
   * @default false
   */
  secretsInGit?: boolean;
  /**
   * Whether Pulumi refuses to delete the namespace in staging and production. It is kept on destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * The namespace of one environment's databases, and all that must be in it before anything is delivered: the Pod
 * Security Standard `baseline`, an identity for the engine that cannot delete, access for people who look, a quota,
 * and network policies.
 *
 * Deleting a namespace deletes every claim in it, so it is kept on `pulumi destroy` in every environment, with its
 * policies and its identity, and protected in staging and production. The next update adopts it when the provider has
 * `upsertExistingObjects`.
 */
export class DatabaseNamespace extends pulumi.ComponentResource {
  /** Name of the namespace; it waits for everything that is registered in it. */
  public readonly namespace: pulumi.Output<string>;
  /** Name of the ServiceAccount as which the engine syncs; it waits for the same. */
  public readonly syncServiceAccount: pulumi.Output<string>;

  constructor(name: string, args: DatabaseNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseNamespace", name, {}, opts);
    refuseArguments(name, quotaProblems(args.quota));
    const wanted = args.namespace ?? `mariadb-${args.environment}`;
    const home = registerNamespace(name, wanted, args, childOptions(this, opts));
    const contents = {
      name,
      namespace: after(home, wanted),
      labels: environmentLabels(args.environment),
      // Kept with the namespace on destroy: the databases in it stay isolated and protected against deletion.
      options: { parent: this, deletedWith: home },
    };
    const registered = [
      ...registerSyncIdentity(contents, args.secretsInGit ?? false),
      ...registerDeveloperAccess(contents, args.readOnlyGroups ?? []),
      ...registerOnDutyAccess(contents, args.confirmingGroups ?? []),
      ...registerQuota(contents, args.environment, args.quota ?? {}),
      ...registerNetworkPolicies(contents, args.networkPolicies ?? {}),
    ];
    const afterAll = (value: pulumi.Input<string>) =>
      registered.reduce((waiting, resource) => after(resource, waiting), after(home, value));
    this.namespace = afterAll(wanted);
    this.syncServiceAccount = afterAll(syncServiceAccount);
    this.registerOutputs({ namespace: this.namespace, syncServiceAccount: this.syncServiceAccount });
  }
}

function registerNamespace(
  name: string,
  namespace: pulumi.Input<string>,
  { environment, deletionProtection }: DatabaseNamespaceArgs,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.Namespace {
  return new k8s.core.v1.Namespace(
    `${name}-namespace`,
    {
      metadata: {
        name: namespace,
        labels: { ...environmentLabels(environment), ...protectionLabels, ...podSecurity },
        annotations: protectionAnnotations,
      },
    },
    { ...options, ...dataProtectionOptions(environment, deletionProtection) },
  );
}

const podSecurity = {
  "pod-security.kubernetes.io/enforce": "baseline",
  "pod-security.kubernetes.io/warn": "restricted",
};
