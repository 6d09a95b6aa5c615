import { mustBeOneOf, mustNotBeTrue } from "../expect";
import { defineRule, levels } from "../rule";

/** Buckets of the AWS provider, in its old and new names, and what says whether they keep versions. */
const buckets = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const versioning = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
];

export const backupBucketKept = defineRule({
  id: "backup-bucket-kept",
  scope: "resource",
  title: "A bucket is never emptied by Pulumi, and never stops keeping versions",
  why:
    "The bucket of the backups is what is left when a cluster is gone. forceDestroy lets a destroy of the wrong stack " +
    "empty it first. With versioning suspended an overwritten or deleted backup is gone at once, also for whoever " +
    "takes over the credentials that write them.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [{ group: "s3.aws.upbound.io", kinds: ["Bucket"] }],
  resourceTypes: [...buckets, ...versioning],
  remedy:
    "Remove forceDestroy from the bucket, set versioningConfiguration.status: Enabled, and set the option protect: true.",
  references: [
    {
      title: "AWS: S3 Versioning",
      url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    },
    {
      title: "Kyverno: backups in an immutable location",
      url: "https://kyverno.io/policies/kasten/kasten-immutable-location-profile/kasten-immutable-location-profile/",
    },
  ],
  equivalents: ["kyverno/kasten-immutable-location-profile"],
  shows: ["status"],
  check: ({ type, object }) =>
    versioning.includes(type)
      ? mustBeOneOf(
          ["Enabled"],
          object,
          ["versioningConfiguration", "status"],
          "a deleted backup is gone at once otherwise",
        )
      : mustNotBeTrue(
          object,
          buckets.includes(type) ? ["forceDestroy"] : ["spec", "forProvider", "forceDestroy"],
          "a destroy empties the bucket first",
        ),
});
