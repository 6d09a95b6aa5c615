import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";

import { environmentLabel } from "../../safety/labels";
import { childOptions } from "../options";
import { refuseArguments } from "../refusal";
import { protectionOptions } from "../protection";
import { BackupBucket } from "./backup-bucket";
import { passwordEntry, secretEntry } from "./database-secrets";
import {
  bucketName,
  foundationProblems,
  passwordName,
  sealingKeyName,
  type AwsDatabaseFoundationArgs,
} from "./foundation-args";
import { putSealingKey, readSecrets, writeBackups } from "./policies";
import { workloadRoles, type Policies } from "./workload-roles";

/**
 * The AWS resources of one environment, under the names that its overlay in Git uses: the bucket of the backups, the
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
    refuseArguments(name, foundationProblems(args));
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

/** Permissions of each role, once the ARNs are known. */
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
