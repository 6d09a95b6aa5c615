import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { BackupBucket, type BackupBucketArgs } from "../../components/aws/backup-bucket";
import { Environment } from "../../components/environments";
import { only, recordGraph, unknownPaths, type Registration } from "../support/graph";

const args = { environment: "production", bucket: "acme-mariadb-backups" } as const;
const type = (name: string) => `aws:s3/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;

describe("BackupBucket", () => {
  const bucket = (changes: Partial<BackupBucketArgs> = {}) =>
    recordGraph(() => new BackupBucket("backups", { ...args, ...changes }));

  for (const environment of Object.values(Environment)) {
    it(`is kept on destroy in ${environment}, and protected per the table`, async () => {
      const { protect, retainOnDelete, inputs } = only(await bucket({ environment }), type("Bucket"));
      assert.deepEqual([protect, retainOnDelete], [environment !== "dev", true]);
      assert.equal(inputs.forceDestroy, false);
    });
  }

  it("lifts the protection with the switch, and still stays: it is what is left when a cluster is gone", async () => {
    const { protect, retainOnDelete } = only(await bucket({ deletionProtection: false }), type("Bucket"));
    assert.deepEqual([protect, retainOnDelete], [false, true]);
  });

  it("keeps every version, also after the stack is gone", async () => {
    const versioning = only(await bucket(), type("BucketVersioning"));
    assert.deepEqual(versioning.inputs.versioningConfiguration, { status: "Enabled" });
    assert.equal(versioning.retainOnDelete, true);
  });

  it("is closed to the public in all four ways", async () => {
    const { inputs, retainOnDelete } = only(await bucket(), type("BucketPublicAccessBlock"));
    for (const way of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
      assert.equal(inputs[way], true, way);
    }
    assert.equal(retainOnDelete, true);
  });

  it("has no access lists, and says its policy after public access is closed", async () => {
    const graph = await bucket();
    const { inputs } = only(graph, type("BucketOwnershipControls"));
    assert.deepEqual(inputs.rule, { objectOwnership: "BucketOwnerEnforced" });
    const { dependencies, inputs: policy, retainOnDelete } = only(graph, type("BucketPolicy"));
    assert.ok(dependencies.some((urn) => urn.endsWith("::backups-public-access")));
    assert.match(String(policy.policy), /aws:SecureTransport/);
    assert.equal(retainOnDelete, true);
  });

  it("encrypts at rest, with the account's key or with one that is named", async () => {
    const rules = async (changes: Partial<BackupBucketArgs>) =>
      only(await bucket(changes), type("BucketServerSideEncryptionConfiguration")).inputs.rules;
    const byDefault = { sseAlgorithm: "aws:kms" };
    assert.deepEqual(await rules({}), [
      { applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: true },
    ]);
    assert.deepEqual(await rules({ kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/1" }), [
      {
        applyServerSideEncryptionByDefault: {
          ...byDefault,
          kmsMasterKeyId: "arn:aws:kms:eu-west-1:123456789012:key/1",
        },
        bucketKeyEnabled: true,
      },
    ]);
  });

  it("locks versions only when asked to, and then from the bucket's creation", async () => {
    const plain = await bucket();
    assert.equal("objectLockEnabled" in only(plain, type("Bucket")).inputs, false);
    assert.equal(
      plain.some((found) => found.type === type("BucketObjectLockConfiguration")),
      false,
    );
    const graph = await bucket({ objectLock: { mode: "COMPLIANCE", days: 35 } });
    assert.equal(only(graph, type("Bucket")).inputs.objectLockEnabled, true);
    const lock = only(graph, type("BucketObjectLockConfiguration"));
    assert.deepEqual(lock.inputs.rule, { defaultRetention: { mode: "COMPLIANCE", days: 35 } });
    assert.equal(lock.retainOnDelete, true);
    assert.ok(lock.dependencies.some((urn) => urn.endsWith("::backups-versioning")));
  });

  it("has all its settings under the component, with its provider and after what it waits for", async () => {
    const graph = await recordGraph(() => {
      const provider = new aws.Provider("account", { region: "eu-west-1" });
      const first = new aws.s3.Bucket("first", {}, { provider });
      new BackupBucket("backups", args, { providers: [provider], dependsOn: first });
    });
    const children = graph.filter(({ parent }) => parent.endsWith("BackupBucket::backups"));
    assert.equal(children.length, 7);
    for (const { name, provider } of children) {
      assert.match(provider, /pulumi:providers:aws::account::/, name);
    }
    const { dependencies } = only(graph, type("Bucket"), "backups-bucket");
    assert.ok(dependencies.some((urn) => urn.endsWith("::first")));
  });

  it("knows its name in a preview", async () => {
    const graph = await recordGraph(() => new BackupBucket("backups", args), { preview: true });
    assert.deepEqual(unknownPaths(only(graph, type("Bucket")).inputs), []);
  });

  const refused: [string, Partial<BackupBucketArgs>, RegExp][] = [
    ["a lock that ends before the backups do", { objectLock: { mode: "GOVERNANCE", days: 7 } }, /from 30/],
    ["no time to notice a deletion", { noncurrentDays: 1 }, /at least 7/],
    ["a transition too early", { transition: { days: 1, storageClass: "STANDARD_IA" } }, /at least 30/],
  ];
  for (const [what, changes, message] of refused) {
    it(`refuses ${what} before it registers anything`, async () => {
      const record: Registration[] = [];
      const program = () => new BackupBucket("backups", { ...args, ...changes });
      await assert.rejects(recordGraph(program, { record }), message);
      assert.deepEqual(
        record.filter((found) => found.type.startsWith("aws:")),
        [],
      );
    });
  }
});
