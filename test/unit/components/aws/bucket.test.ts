import assert from "node:assert/strict";

import { tlsOnly } from "../../../../components/aws/backup-bucket";
import { backupDays, keepingProblems, lifecycleRules } from "../../../../components/aws/backup-keeping";

describe("lifecycle of the backups", () => {
  const transition = { days: 30, storageClass: "GLACIER_IR" } as const;

  it("never expires a current version: only the Backup object decides what is old", () => {
    for (const rule of lifecycleRules(90, transition)) {
      assert.equal("expiration" in rule, false);
    }
  });

  it("removes old versions and parts of uploads that never ended", () => {
    const [rule] = lifecycleRules(45, undefined);
    assert.deepEqual(rule?.noncurrentVersionExpiration, { noncurrentDays: 45 });
    assert.deepEqual(rule.abortIncompleteMultipartUpload, { daysAfterInitiation: 7 });
    assert.equal(lifecycleRules(45, undefined).length, 1);
  });

  it("moves backups when asked to", () => {
    assert.deepEqual(lifecycleRules(90, transition)[1]?.transitions, [transition]);
  });

  it("refuses days that leave no time to notice, and days that S3 does not take", () => {
    assert.deepEqual(keepingProblems({ noncurrentDays: 7, transition }), []);
    for (const noncurrentDays of [6, 0, -1, 7.5, Number.NaN]) {
      const [problem] = keepingProblems({ noncurrentDays });
      assert.equal(problem?.propertyPath, "noncurrentDays");
      assert.match(problem.reason, /^noncurrentDays is/);
    }
    const [problem] = keepingProblems({ transition: { ...transition, days: 29 } });
    assert.match(problem?.reason ?? "", /^transition.days is 29/);
  });
});

describe("object lock", () => {
  it("is at least as long as backups are kept", () => {
    assert.equal(backupDays, 30);
    assert.deepEqual(keepingProblems({ objectLock: { mode: "COMPLIANCE", days: 30 } }), []);
    // A program in JavaScript may leave the days out.
    for (const days of [29, 0, 30.5, 36_501, Number.NaN, undefined as unknown as number]) {
      const [problem] = keepingProblems({ objectLock: { mode: "GOVERNANCE", days } });
      assert.match(problem?.reason ?? "", /^objectLock.days is .* from 30, .* to 36500/);
    }
  });
});

describe("bucket policy", () => {
  it("refuses requests without TLS and with an old one, on the bucket and on its objects", () => {
    const { Statement } = tlsOnly("arn:aws:s3:::b");
    for (const { Effect, Principal, Action, Resource } of Statement) {
      assert.deepEqual([Effect, Principal, Action], ["Deny", "*", "s3:*"]);
      assert.deepEqual(Resource, ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]);
    }
    assert.deepEqual(
      Statement.map(({ Condition }) => Condition),
      [{ Bool: { "aws:SecureTransport": "false" } }, { NumericLessThan: { "s3:TlsVersion": "1.2" } }],
    );
  });
});
