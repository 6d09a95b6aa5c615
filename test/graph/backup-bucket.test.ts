import assert from "node:assert/strict";

import { BackupBucket } from "../../components";
import { tlsOnly } from "../../components/aws/backup-bucket";
import { only, recordGraph } from "../support/graph";

const args = { environment: "production", bucket: "acme-mariadb-backups" } as const;

describe("BackupBucket", () => {
  const bucket = () => recordGraph(() => new BackupBucket("backups", args));

  it("is protected and kept on destroy: it is what is left when a cluster is gone", async () => {
    const { protect, retainOnDelete } = only(await bucket(), "aws:s3/bucket:Bucket");
    assert.deepEqual([protect, retainOnDelete], [true, true]);
  });

  it("keeps every version, also after the stack is gone", async () => {
    const versioning = only(await bucket(), "aws:s3/bucketVersioning:BucketVersioning");
    assert.deepEqual(versioning.inputs.versioningConfiguration, { status: "Enabled" });
    assert.equal(versioning.retainOnDelete, true);
  });

  it("is closed to the public in all four ways", async () => {
    const { inputs } = only(await bucket(), "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
    for (const way of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
      assert.equal(inputs[way], true, way);
    }
  });

  it("refuses requests without TLS, on the bucket and on its objects", () => {
    const policy = JSON.parse(tlsOnly("arn:aws:s3:::b")) as {
      Statement: [{ Effect: string; Resource: string[]; Condition: object }];
    };
    assert.equal(policy.Statement[0].Effect, "Deny");
    assert.deepEqual(policy.Statement[0].Resource, ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]);
    assert.deepEqual(policy.Statement[0].Condition, { Bool: { "aws:SecureTransport": "false" } });
  });

  it("encrypts at rest", async () => {
    const encryption = only(
      await bucket(),
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    );
    assert.match(JSON.stringify(encryption.inputs.rules), /"sseAlgorithm":"aws:kms"/);
  });
});
