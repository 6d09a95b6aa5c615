import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { environmentLabel } from "../../safety/labels";
import { after } from "../after";
import type { Environment } from "../environments";
import { childOptions } from "../options";
import { dataProtectionOptions } from "../protection";
import { closeToThePublic, encrypt, keepVersions } from "./bucket-settings";
import { lifecycleProblem, type BackupTransition } from "./lifecycle";
import { objectLockProblem, type ObjectLock } from "./object-lock";

/** How long a bucket keeps what, and with which key. */
export interface BackupKeeping {
  /**
   * Days after which an overwritten or deleted backup is really gone. It bounds what one wrong deletion can take.
   *
   * @default 90
   */
  noncurrentDays?: number;
  /**
   * Makes every version immutable for some days, against whoever takes over the backups' role. Decide it when the
   * bucket is created: switched on later it asks for a new bucket.
   *
   * @default no lock
   */
  objectLock?: ObjectLock;
  /**
   * Moves backups to a cheaper storage class.
   *
   * @default none: backups live 30 days, and that is the least that such a class charges for
   */
  transition?: BackupTransition;
  /**
   * ARN of the KMS key that encrypts the backups. Its deletion deletes them all, whatever protects the bucket.
   *
   * @default the account's own key, `aws/s3`, which nobody can delete
   */
  kmsKeyArn?: pulumi.Input<string>;
}

/** Arguments of `BackupBucket`. */
export interface BackupBucketArgs extends BackupKeeping {
  /** The environment whose backups the bucket holds; a bucket serves one environment only. */
  environment: Environment;
  /** Name of the bucket, as the Backup object in the environment's overlay says it. */
  bucket: pulumi.Input<string>;
  /**
   * Whether Pulumi refuses to delete the bucket where the environment's table protects. It is kept on destroy anyway.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * The S3 bucket of an environment's backups: versioned, encrypted, closed to the public, TLS only, and kept on
 * destroy, because it is what is left when a cluster is gone.
 *
 * The MariaDB Backup object ages its own files out (`maxRetention`); the lifecycle here only removes old versions.
 */
export class BackupBucket extends pulumi.ComponentResource {
  /** Name of the bucket, known in previews. */
  public readonly bucket: pulumi.Output<string>;
  /** ARN of the bucket, for the role that writes the backups. */
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: BackupBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:BackupBucket", name, {}, opts);
    const { objectLock, transition, noncurrentDays = 90 } = args;
    const problem =
      lifecycleProblem(noncurrentDays, transition) ?? (objectLock && objectLockProblem(objectLock));
    if (problem !== undefined) {
      throw new pulumi.ResourceError(`${name}: ${problem}`, this, true);
    }
    const kept = { ...childOptions(this, opts), retainOnDelete: true };
    const bucket = new s3.Bucket(
      `${name}-bucket`,
      {
        bucket: args.bucket,
        forceDestroy: false,
        ...(objectLock === undefined ? {} : { objectLockEnabled: true }),
        tags: { [environmentLabel]: args.environment },
      },
      { ...kept, ...dataProtectionOptions(args.environment, args.deletionProtection) },
    );
    const part = { name, bucket, kept };
    keepVersions(part, noncurrentDays, transition, objectLock);
    encrypt(part, args.kmsKeyArn);
    closeToThePublic(part);
    this.bucket = after(bucket, args.bucket);
    this.arn = bucket.arn;
    this.registerOutputs({ bucket: this.bucket, arn: this.arn });
  }
}
