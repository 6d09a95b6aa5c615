import assert from "node:assert/strict";
import { UNKNOWN, evaluate, type PulumiResource, type RuleOf, type Value } from "../../../safety";
import { oneSecretProducer } from "../../../safety/rules/one-secret-producer";
import { promotionSameImage } from "../../../safety/rules/promotion-same-image";
import { protectProductionData } from "../../../safety/rules/protect-production-data";
import { storageNoShrink } from "../../../safety/rules/storage-no-shrink";
import { today } from "./examples";
import { edit, mariadb, named } from "./objects";

const context = { environment: "production", today };
const secret = named("v1", "Secret", "root");
const excepted = (rule: string, object: ReturnType<typeof named>) =>
  edit(
    object,
    ["metadata", "annotations", `exceptions.mariadb-gitops.dev/${rule}`],
    "until=2026-02-01; reason=x",
  );
const setRule = (check: RuleOf<"set">["check"]): RuleOf<"set"> => ({ ...oneSecretProducer, check });
const changeRule = (check: RuleOf<"change">["check"]): RuleOf<"change"> => ({ ...storageNoShrink, check });
const promotionRule = (check: RuleOf<"promotion">["check"]): RuleOf<"promotion"> => ({
  ...promotionSameImage,
  check,
});
const unknownKind: Value = { apiVersion: "v1", kind: UNKNOWN };
const unknownOperatorKind: Value = { apiVersion: "k8s.mariadb.com/v1alpha1", kind: UNKNOWN };
const failing = () => {
  throw new TypeError("hunter2");
};

describe("a rule about a set", () => {
  it("does not call a rule for a set without its kinds", () => {
    const rule = setRule(failing);
    for (const objects of [[], [null, 3, [], "x", {}], [named("v1", "Pod", "x")]]) {
      assert.deepEqual(evaluate(rule, objects, context), []);
    }
  });

  it("reports an object whose kind is not known yet, and runs the rule for the others", () => {
    const rule = setRule(() => [{ subject: 1, path: ["data"], message: "must not" }]);
    const found = evaluate(rule, [unknownKind, secret], context);
    assert.deepEqual(
      found.map(({ subject, undecided }) => [subject, undecided]),
      [
        [0, true],
        [1, undefined],
      ],
    );
    assert.equal(evaluate(rule, [unknownKind], context).length, 1);
  });

  it("takes no notice of an unknown kind in a group that the rule does not look at", () => {
    const rule = setRule(() => []);
    assert.deepEqual(evaluate(rule, [{ apiVersion: "apps/v1", kind: UNKNOWN }], context), []);
    assert.deepEqual(evaluate(rule, [{ apiVersion: UNKNOWN, kind: "Pod" }], context), []);
    assert.equal(evaluate(rule, [{ apiVersion: UNKNOWN, kind: "Secret" }], context).length, 1);
  });

  it("turns a defect of a rule into a finding for every object that it covers", () => {
    const found = evaluate(setRule(failing), [secret, named("v1", "Pod", "x"), secret], context);
    assert.deepEqual(
      found.map(({ subject }) => subject),
      [0, 2],
    );
    assert.ok(found.every(({ message }) => message.includes("TypeError") && !message.includes("hunter2")));
  });

  it("frees the object with the exception, and no other", () => {
    const rule = setRule(() => [0, 1].map((subject) => ({ subject, path: [], message: "must not" })));
    const found = evaluate(rule, [excepted(rule.id, secret), secret], context);
    assert.deepEqual(
      found.map(({ subject }) => subject),
      [1],
    );
  });

  it("reports the same finding once for each object", () => {
    const finding = { path: ["data"], message: "must not" };
    const rule = setRule(() => [0, 0, 1].map((subject) => ({ ...finding, subject })));
    assert.equal(evaluate(rule, [secret, secret], context).length, 2);
  });
});

describe("a rule about two revisions", () => {
  it("does not call a rule for revisions without its kinds", () => {
    assert.deepEqual(evaluate(changeRule(failing), { before: [secret], after: [secret] }, context), []);
  });

  it("calls it when only the earlier revision has them, and marks unknown kinds there", () => {
    const rule = changeRule(() => [{ subject: 0, removed: true, path: [], message: "must stay" }]);
    const found = evaluate(rule, { before: [mariadb(), unknownKind], after: [] }, context);
    assert.deepEqual(
      found.map(({ subject, removed, undecided }) => [subject, removed, undecided]),
      [
        [1, true, true],
        [0, true, undefined],
      ],
    );
  });

  it("turns a defect into findings in both revisions", () => {
    const found = evaluate(changeRule(failing), { before: [mariadb()], after: [mariadb()] }, context);
    assert.deepEqual(
      found.map(({ subject, removed }) => [subject, removed]),
      [
        [0, true],
        [0, undefined],
      ],
    );
  });

  it("reads the exception of a removed object from the earlier revision", () => {
    const rule = changeRule(() => [{ subject: 0, removed: true, path: [], message: "must stay" }]);
    const before = [excepted(rule.id, mariadb())];
    assert.deepEqual(evaluate(rule, { before, after: [] }, context), []);
    assert.equal(evaluate(rule, { before: [mariadb()], after: before }, context).length, 1);
  });
});

describe("a rule about two environments", () => {
  const first = promotionRule(() => [{ subject: 0, path: [], message: "must not" }]);

  it("does not call a rule for a later environment without its kinds", () => {
    const promotion = { earlier: [mariadb()], later: [secret] };
    assert.deepEqual(evaluate(promotionRule(failing), promotion, context), []);
  });

  it("reports a kind that is not known yet in the later environment, and only there", () => {
    const found = (earlier: readonly Value[], later: readonly Value[]) =>
      evaluate(first, { earlier, later }, context).map(({ subject, undecided }) => [subject, undecided]);
    assert.deepEqual(found([unknownOperatorKind], [mariadb()]), [[0, undefined]]);
    assert.deepEqual(found([], [mariadb(), unknownOperatorKind]), [
      [1, true],
      [0, undefined],
    ]);
  });

  it("turns a defect of a rule into a finding for every object that it covers", () => {
    const promotion = { earlier: [mariadb()], later: [secret, mariadb()] };
    const found = evaluate(promotionRule(failing), promotion, context);
    assert.deepEqual(
      found.map(({ subject, removed }) => [subject, removed]),
      [[1, undefined]],
    );
    assert.ok(found.every(({ message }) => message.includes("TypeError") && !message.includes("hunter2")));
  });

  it("reads the exception from the object of the later environment", () => {
    const free = excepted(first.id, mariadb());
    assert.deepEqual(evaluate(first, { earlier: [mariadb()], later: [free] }, context), []);
    assert.equal(evaluate(first, { earlier: [free], later: [mariadb()] }, context).length, 1);
  });
});

describe("a rule about a resource", () => {
  const bucket: PulumiResource = {
    type: "aws:s3/bucket:Bucket",
    name: "backups",
    options: { protect: false },
    object: { bucket: "x" },
  };
  const rule: RuleOf<"resource"> = {
    ...protectProductionData,
    resourceTypes: [bucket.type],
    check: () => [{ path: ["options", "protect"], message: "must be protected" }],
  };

  it("looks at resources of other providers by their type", () => {
    assert.equal(evaluate(rule, bucket, context).length, 1);
    assert.deepEqual(evaluate({ ...rule, resourceTypes: [] }, bucket, context), []);
  });

  it("knows these by type and name in the configuration of exceptions", () => {
    const exception = { rule: rule.id, object: "aws:s3/bucket:Bucket//backups", reason: "x", until: today };
    assert.deepEqual(evaluate(rule, bucket, { ...context, exceptions: [exception] }), []);
  });

  it("finds a kind that is not known yet, and a defect of the rule", () => {
    const unknown = { ...bucket, type: "kubernetes:x", object: unknownKind };
    assert.deepEqual(
      evaluate(rule, unknown, context).map(({ undecided }) => undecided),
      [true],
    );
    const [finding] = evaluate({ ...rule, check: failing }, bucket, context);
    assert.match(finding?.message ?? "", /failed with TypeError/);
  });
});
