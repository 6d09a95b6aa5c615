import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";

import { environmentLabel } from "../../safety/labels";
import type { Environment } from "../environments";
import { childOptions } from "../options";
import { protectionOptions } from "../protection";
import type { ServiceAccountReference } from "../workload-identity";
import { BackupBucket, type BackupKeeping } from "./backup-bucket";
import { passwordEntry, secretEntry } from "./database-secrets";
import { bucketName, foundationProblem, passwordName, sealingKeyName } from "./foundation-names";
import { workloadRoles, type Policies } from "./foundation-roles";
import type { ClusterIdentity } from "./identity";
import { putSealingKey, readSecrets, writeBackups } from "./policy";

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

/**
 * What one environment needs in AWS, under the names that its overlay in Git says: the bucket of the backups, the
 * passwords in Secrets Manager, an empty entry for the sealing key, and one role each for External Secrets, the
 * backups and the escrow, which trust one ServiceAccount each.
 */
export class AwsDatabaseFoundation extends pulumi.ComponentResource {
  /** Name of the bucket. */
  public readonly bucket: pulumi.Output<string>;
  /** Names of the passwords in Secrets Manager, in the order of the users. */
  public readonly secretNames: pulumi.Output<string[]>;
  /** ARNs of the passwords, in the order of the users. */
  public readonly secretArns: pulumi.Output<string[]>;
  /** ARN of the entry for the sealing key. */
  public readonly escrowSecretArn: pulumi.Output<string>;
  /** ARN of the role of External Secrets. */
  public readonly secretsRoleArn: pulumi.Output<string>;
  /** ARN of the role of the backups. */
  public readonly backupRoleArn: pulumi.Output<string>;
  /** ARN of the role of the escrow. */
  public readonly escrowRoleArn: pulumi.Output<string>;

  constructor(name: string, args: AwsDatabaseFoundationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:AwsDatabaseFoundation", name, {}, opts);
    const problem = foundationProblem(args);
    if (problem !== undefined) {
      throw new pulumi.ResourceError(`${name}: ${problem}`, this, true);
    }
    const { environment, instance = "mariadb" } = args;
    const deletionProtection = args.deletionProtection ?? true;
    const options = {
      ...childOptions(this, opts),
      protect: protectionOptions(environment, deletionProtection).protect,
    };
    const tags = { [environmentLabel]: environment };
    const entry = { tags, kmsKeyArn: args.secretsKmsKeyArn };
    const account = args.account ?? getCallerIdentityOutput({}, { parent: this }).accountId;

    const backups = new BackupBucket(
      `${name}-backups`,
      {
        ...args.backups,
        environment,
        bucket: pulumi.output(account).apply((number) => bucketName(environment, number)),
        deletionProtection,
      },
      childOptions(this, opts),
    );
    const passwords = (args.users ?? ["root", "app"]).map((user) => {
      const secretName = passwordName(environment, instance, user);
      const { arn, urn } = passwordEntry(`${name}-${user}`, secretName, entry, options);
      return { arn, name: urn.apply(() => secretName) };
    });
    const sealingKey = secretEntry(
      `${name}-sealing-key`,
      sealingKeyName(environment, instance),
      "Escrow of the sealing key of Sealed Secrets",
      entry,
      options,
    );
    const secretArns = pulumi.all(passwords.map(({ arn }) => arn));
    const roleArns = workloadRoles(
      name,
      args,
      policies(args, backups.arn, secretArns, sealingKey.arn),
      tags,
      options,
    );

    this.bucket = backups.bucket;
    this.secretNames = pulumi.all(passwords.map((password) => password.name));
    this.secretArns = secretArns;
    this.escrowSecretArn = sealingKey.arn;
    this.secretsRoleArn = roleArns.secrets;
    this.backupRoleArn = roleArns.backup;
    this.escrowRoleArn = roleArns.escrow;
    this.registerOutputs({
      bucket: this.bucket,
      secretNames: this.secretNames,
      secretArns: this.secretArns,
      escrowSecretArn: this.escrowSecretArn,
      secretsRoleArn: this.secretsRoleArn,
      backupRoleArn: this.backupRoleArn,
      escrowRoleArn: this.escrowRoleArn,
    });
  }
}

/** What each role may do, once the ARNs are known. */
function policies(
  { backups, secretsKmsKeyArn }: AwsDatabaseFoundationArgs,
  bucketArn: pulumi.Input<string>,
  secretArns: pulumi.Input<string[]>,
  sealingKeyArn: pulumi.Input<string>,
): Policies {
  const bucketKey = pulumi.output(backups?.kmsKeyArn);
  const secretsKey = pulumi.output(secretsKmsKeyArn);
  return {
    secrets: pulumi.all([secretArns, secretsKey]).apply(([arns, key]) => readSecrets(arns, key)),
    backup: pulumi.all([bucketArn, bucketKey]).apply(([arn, key]) => writeBackups(arn, key)),
    escrow: pulumi.all([sealingKeyArn, secretsKey]).apply(([arn, key]) => putSealingKey(arn, key)),
  };
}
