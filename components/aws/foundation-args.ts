import type * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../environments";
import { problemOf, type Problem } from "../problems";
import { WorkloadIdentity, type ServiceAccountReference } from "../workload-identity";
import type { BackupKeeping } from "./backup-keeping";

/** The cluster whose pods may take the roles. */
export interface ClusterIdentity {
  /** How its pods prove who they are. */
  kind: WorkloadIdentity;
  /**
   * ARN of the cluster's OIDC provider in IAM, for `irsa`. It ends in the issuer, which therefore is not asked for.
   */
  oidcProviderArn?: pulumi.Input<string>;
  /** Name of the EKS cluster, for `pod-identity`. */
  clusterName?: pulumi.Input<string>;
}

/** Arguments of `AwsDatabaseFoundation`. */
export interface AwsDatabaseFoundationArgs {
  /** The environment; bucket, secrets and roles carry its name. */
  environment: Environment;
  /** The cluster whose pods take the roles. */
  identity: ClusterIdentity;
  /**
   * Number of the AWS account, which makes the bucket's name unique.
   *
   * @default the account of the provider
   */
  account?: pulumi.Input<string>;
  /**
   * Namespace of the databases.
   *
   * @default "mariadb-" and the environment
   */
  namespace?: pulumi.Input<string>;
  /**
   * Name of the MariaDB object. Passwords are called `<environment>/<instance>/<user>-password`.
   *
   * @default "mariadb"
   */
  instance?: string;
  /**
   * Users that get a password.
   *
   * @default ["root", "app"]
   */
  users?: string[];
  /**
   * ServiceAccount that reads the passwords.
   *
   * @default external-secrets-sa in the databases' namespace; with Pod Identity the operator's own,
   * external-secrets in namespace external-secrets
   */
  secretsAccount?: ServiceAccountReference;
  /**
   * ServiceAccount of the backups.
   *
   * @default mariadb-backup in the databases' namespace
   */
  backupAccount?: ServiceAccountReference;
  /**
   * ServiceAccount that writes the sealing key away.
   *
   * @default sealing-key-escrow in namespace kube-system, where the sealing key is
   */
  escrowAccount?: ServiceAccountReference;
  /** How the bucket keeps backups. Its `kmsKeyArn` is the bucket's only. */
  backups?: BackupKeeping;
  /**
   * ARN of the KMS key of the passwords. Its deletion deletes them all.
   *
   * @default the account's own key, `aws/secretsmanager`, which nobody can delete
   */
  secretsKmsKeyArn?: pulumi.Input<string>;
  /**
   * Whether Pulumi refuses to delete what the environment's table protects. Bucket and passwords are kept anyway.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/** Name of the bucket. Bucket names are global, so the account's number is part of it. */
export function bucketName(environment: string, account: string): string {
  return `mariadb-backups-${environment}-${account}`;
}

/** Name of a user's password in Secrets Manager. */
export function passwordName(environment: string, instance: string, user: string): string {
  return `${environment}/${instance}/${user}-password`;
}

/** Name of the entry for the sealing key. */
export function sealingKeyName(environment: string, instance: string): string {
  return `${environment}/${instance}/sealing-key`;
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
export function foundationProblems(args: AwsDatabaseFoundationArgs): Problem[] {
  const { account, instance = "mariadb", users = ["root", "app"] } = args;
  const problems = identityProblems(args.identity);
  if (typeof account === "string" && !/^\d{12}$/.test(account)) {
    const given = JSON.stringify(account);
    problems.push(problemOf("account", `is ${given}; set the twelve digits of the AWS account`));
  }
  const named = { instance: [instance], users };
  for (const [argument, parts] of Object.entries(named)) {
    const wrong = parts.find((part) => !/^[A-Za-z0-9_-]+$/.test(part));
    if (wrong !== undefined) {
      const rest = "cannot be part of a secret's name; use letters, digits, - and _";
      problems.push(problemOf(argument, `has ${JSON.stringify(wrong)}, which ${rest}`));
    }
  }
  if (users.length === 0 || new Set(users).size !== users.length) {
    const rest = "names nobody, or somebody twice; list each user that needs a password once";
    problems.push(problemOf("users", rest));
  }
  return problems;
}

/** Problems with the cluster's identity: each kind needs its own argument, and only that one. */
export function identityProblems({ kind, oidcProviderArn, clusterName }: ClusterIdentity): Problem[] {
  const irsa = kind === WorkloadIdentity.Irsa;
  const [arn, cluster] = ["identity.oidcProviderArn", "identity.clusterName"] as const;
  const problems: Problem[] = [];
  if (irsa && oidcProviderArn === undefined) {
    problems.push(problemOf(arn, "is missing; set the ARN of the cluster's OIDC provider"));
  }
  if (irsa && clusterName !== undefined) {
    problems.push(problemOf(cluster, "has no effect with IRSA; remove it, or set kind: pod-identity"));
  }
  if (!irsa && clusterName === undefined) {
    problems.push(problemOf(cluster, "is missing; set the name of the EKS cluster"));
  }
  if (!irsa && oidcProviderArn !== undefined) {
    problems.push(problemOf(arn, "has no effect with Pod Identity; remove it, or set kind: irsa"));
  }
  // A wrong ARN makes a role that no pod can assume, or that another principal can.
  if (irsa && typeof oidcProviderArn === "string" && !providerArn.test(oidcProviderArn)) {
    const form = "arn:aws:iam::<account>:oidc-provider/<issuer without https://>";
    problems.push(problemOf(arn, `is ${JSON.stringify(oidcProviderArn)}; set ${form}`));
  }
  return problems;
}

const providerArn = /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/[^\s*?]+$/;
