import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";

import { lifecycleRules, type BackupTransition } from "./lifecycle";
import type { ObjectLock } from "./object-lock";
import { policy, type Policy } from "./policy";

/** What the settings of a bucket need: the bucket, and the options of everything that stays when the stack goes. */
export interface BucketPart {
  name: string;
  bucket: s3.Bucket;
  kept: pulumi.CustomResourceOptions;
}

/** Every overwrite and deletion leaves the old version behind for a while, or cannot happen at all for a time. */
export function keepVersions(
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
export function encrypt(
  { name, bucket, kept }: BucketPart,
  kmsKeyArn: pulumi.Input<string> | undefined,
): void {
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
export function closeToThePublic({ name, bucket, kept }: BucketPart): void {
  const owned = new s3.BucketOwnershipControls(
    `${name}-ownership`,
    // Access lists are off: whoever uploads a backup does not own it.
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
