import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../environments";
import { environmentLabel } from "../labels";

/** Arguments of `BackupBucket`. */
export interface BackupBucketArgs {
  /** The environment whose backups the bucket holds; a bucket serves one environment only. */
  environment: Environment;
  /** Name of the bucket, as the Backup object in the environment's overlay says it. */
  bucket: pulumi.Input<string>;
  /**
   * Days after which an overwritten or deleted backup is really gone. It bounds what one wrong deletion can take.
   *
   * @default 90
   */
  noncurrentDays?: number;
}

/**
 * The S3 bucket of an environment's backups: versioned, encrypted, closed to the public, TLS only, and protected and
 * kept on destroy, because it is what is left when a cluster is gone.
 *
 * The MariaDB Backup object ages its own files out (`maxRetention`); the lifecycle here only removes old versions.
 */
export class BackupBucket extends pulumi.ComponentResource {
  /** Name of the bucket. */
  public readonly bucket: pulumi.Output<string>;
  /** ARN of the bucket, for the role that writes the backups. */
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: BackupBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:BackupBucket", name, {}, opts);
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: args.bucket, tags: { [environmentLabel]: args.environment } },
      { parent: this, protect: true, retainOnDelete: true },
    );
    this.bucket = bucket.bucket;
    this.arn = bucket.arn;
    keepVersions(name, bucket, args.noncurrentDays ?? 90, this);
    closeToThePublic(name, bucket, this);
    this.registerOutputs({ bucket: this.bucket, arn: this.arn });
  }
}

/** Every overwrite and deletion leaves the old version behind for a while. */
function keepVersions(
  name: string,
  bucket: aws.s3.Bucket,
  noncurrentDays: number,
  parent: BackupBucket,
): void {
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    // Versioning stays on when the stack goes: without it a deletion would be final.
    { parent, retainOnDelete: true },
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    {
      bucket: bucket.id,
      rules: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: {},
          noncurrentVersionExpiration: { noncurrentDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { parent, dependsOn: versioning },
  );
}

/** Encryption at rest, no public access of any kind, and no request without TLS. */
function closeToThePublic(name: string, bucket: aws.s3.Bucket, parent: BackupBucket): void {
  const kept = { parent, retainOnDelete: true };
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      bucket: bucket.id,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }],
    },
    kept,
  );
  const closed = new aws.s3.BucketPublicAccessBlock(
    `${name}-public-access`,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    kept,
  );
  new aws.s3.BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.id, policy: bucket.arn.apply(tlsOnly) },
    { ...kept, dependsOn: closed },
  );
}

/** The bucket policy that refuses every request without TLS. */
export function tlsOnly(arn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
