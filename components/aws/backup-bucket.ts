import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { environmentLabel } from "../../safety/labels";
import { after, childOptions } from "../options";
import type { Environment } from "../environments";
import { refuseArguments } from "../refusal";
import { dataProtectionOptions } from "../protection";
import {
  keepingProblems,
  lifecycleRules,
  type BackupKeeping,
  type BackupTransition,
  type ObjectLock,
} from "./backup-keeping";
import { policy, type Policy } from "./policies";

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
    refuseArguments(name, keepingProblems(args));
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

/** The bucket, and the options of every setting that is kept when the stack is destroyed. */
interface BucketPart {
  name: string;
  bucket: s3.Bucket;
  kept: pulumi.CustomResourceOptions;
}

/** Every overwrite and deletion leaves the old version behind for a while, or cannot happen at all for a time. */
function keepVersions(
  { name, bucket, kept }: BucketPart,
  noncurrentDays: number,
  transition: BackupTransition | undefined,
  lock: ObjectLock | undefined,
): void {
  const versioning = new s3.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    // Versioning stays on when the stack goes: without it a deletion would be final.
    kept,
  );
  if (lock !== undefined) {
    new s3.BucketObjectLockConfiguration(
      `${name}-object-lock`,
      {
        bucket: bucket.id,
        objectLockEnabled: "Enabled",
        rule: { defaultRetention: { mode: lock.mode, days: lock.days } },
      },
      { ...kept, dependsOn: versioning },
    );
  }
  new s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    { bucket: bucket.id, rules: lifecycleRules(noncurrentDays, transition) },
    // A lifecycle that outlives its stack goes on deleting; without one the old versions just stay.
    { ...kept, retainOnDelete: false, dependsOn: versioning },
  );
}

/** Encryption at rest. One data key per bucket and time, instead of a request to KMS for each object. */
function encrypt({ name, bucket, kept }: BucketPart, kmsKeyArn: pulumi.Input<string> | undefined): void {
  const key = kmsKeyArn === undefined ? {} : { kmsMasterKeyId: kmsKeyArn };
  new s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      bucket: bucket.id,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", ...key },
          bucketKeyEnabled: true,
        },
      ],
    },
    kept,
  );
}

/** No access lists, no public access of any kind, and no request without TLS. */
function closeToThePublic({ name, bucket, kept }: BucketPart): void {
  const owned = new s3.BucketOwnershipControls(
    `${name}-ownership`,
    // Access lists are off: the uploader of a backup does not own it.
    { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
    kept,
  );
  const closed = new s3.BucketPublicAccessBlock(
    `${name}-public-access`,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { ...kept, dependsOn: owned },
  );
  new s3.BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.id, policy: bucket.arn.apply((arn) => JSON.stringify(tlsOnly(arn))) },
    { ...kept, dependsOn: closed },
  );
}

/** The bucket policy that refuses every request without TLS, and with a TLS older than 1.2. */
export function tlsOnly(arn: string): Policy {
  const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] } as const;
  return policy(
    { Sid: "TlsOnly", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "NoOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  );
}
