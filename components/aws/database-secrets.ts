import * as secretsmanager from "@pulumi/aws/secretsmanager";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Settings shared by the entries of an environment. */
export interface EntryArgs {
  /** Tags of the entry. */
  tags: Record<string, string>;
  /** Key of the entries; undefined means the account's own, `aws/secretsmanager`. */
  kmsKeyArn?: pulumi.Input<string> | undefined;
}

/**
 * Registers an entry of Secrets Manager without a value. It is kept on destroy, and whoever deletes it has thirty days
 * to take that back, the longest that AWS offers.
 */
export function secretEntry(
  name: string,
  secretName: string,
  description: string,
  { tags, kmsKeyArn }: EntryArgs,
  options: pulumi.CustomResourceOptions,
): secretsmanager.Secret {
  return new secretsmanager.Secret(
    name,
    {
      name: secretName,
      description,
      recoveryWindowInDays: 30,
      ...(kmsKeyArn === undefined ? {} : { kmsKeyId: kmsKeyArn }),
      tags,
    },
    { ...options, retainOnDelete: true },
  );
}

/**
 * Registers an entry with a random password, as plain text: the references in Git name no property.
 *
 * The password is written once. A rotation happens in AWS, and no later update takes it back: the database has the
 * rotated one.
 */
export function passwordEntry(
  name: string,
  secretName: string,
  args: EntryArgs,
  options: pulumi.CustomResourceOptions,
): secretsmanager.Secret {
  const secret = secretEntry(
    `${name}-secret`,
    secretName,
    "Password of a MariaDB user; read by External Secrets",
    args,
    options,
  );
  const password = new random.RandomPassword(
    `${name}-password`,
    // The operator writes passwords into SQL unescaped: no quote, no backslash.
    { length: 32, overrideSpecial: "-_.~" },
    options,
  );
  new secretsmanager.SecretVersion(
    `${name}-value`,
    { secretId: secret.id, secretString: password.result },
    { ...options, retainOnDelete: true, ignoreChanges: ["secretString"] },
  );
  return secret;
}
