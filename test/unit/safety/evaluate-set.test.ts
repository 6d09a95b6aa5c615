import assert from "node:assert/strict";
import {
  evaluate,
  evaluateChange,
  evaluatePromotion,
  evaluateResource,
  evaluateSet,
  scopeOf,
  UNKNOWN,
} from "../../../safety";
import type {
  ChangeRule,
  PromotionRule,
  PulumiResource,
  ResourceRule,
  SetRule,
  Value,
} from "../../../safety";
import { oneSecretProducer } from "../../../safety/rules/one-secret-producer";
import { promotionSameImage } from "../../../safety/rules/promotion-same-image";
import { protectProductionData } from "../../../safety/rules/protect-production-data";
import { storageNoShrink } from "../../../safety/rules/storage-no-shrink";
import { today } from "./examples";
import { application, edit, mariadb, named } from "./objects";

const context = { environment: "production", today };
const secret = named("v1", "Secret", "root");
const excepted = (rule: string, object: ReturnType<typeof named>) =>
  edit(
    object,
    ["metadata", "annotations", `exceptions.mariadb-gitops.dev/${rule}`],
    "until=2026-02-01; reason=x",
  );
const setRule = (checkSet: SetRule["checkSet"]): SetRule => ({ ...oneSecretProducer, checkSet });
const changeRule = (checkChange: ChangeRule["checkChange"]): ChangeRule => ({
  ...storageNoShrink,
  checkChange,
});
const promotionRule = (checkPromotion: PromotionRule["checkPromotion"]): PromotionRule => ({
  ...promotionSameImage,
  checkPromotion,
});
const unknownKind: Value = { apiVersion: "v1", kind: UNKNOWN };
const unknownOperatorKind: Value = { apiVersion: "k8s.mariadb.com/v1alpha1", kind: UNKNOWN };
const failing = () => {
  throw new TypeError("hunter2");
};

describe("evaluateSet", () => {
  it("does not call a rule for a set without its kinds", () => {
    const rule = setRule(failing);
    for (const objects of [[], [null, 3, [], "x", {}], [named("v1", "Pod", "x")]]) {
      assert.deepEqual(evaluateSet(rule, objects, context), []);
    }
  });

  it("reports an object whose kind is not known yet, and runs the rule for the others", () => {
    const rule = setRule(() => [{ subject: 1, path: ["data"], message: "must not" }]);
    const found = evaluateSet(rule, [unknownKind, secret], context);
    assert.deepEqual(
      found.map(({ subject, undecided }) => [subject, undecided]),
      [
        [0, true],
        [1, undefined],
      ],
    );
    assert.equal(evaluateSet(rule, [unknownKind], context).length, 1);
  });

  it("takes no notice of an unknown kind in a group that the rule does not look at", () => {
    const rule = setRule(() => []);
    assert.deepEqual(evaluateSet(rule, [{ apiVersion: "apps/v1", kind: UNKNOWN }], context), []);
    assert.deepEqual(evaluateSet(rule, [{ apiVersion: UNKNOWN, kind: "Pod" }], context), []);
    assert.equal(evaluateSet(rule, [{ apiVersion: UNKNOWN, kind: "Secret" }], context).length, 1);
  });

  it("turns a defect of a rule into a finding for every object that it covers", () => {
    const found = evaluateSet(setRule(failing), [secret, named("v1", "Pod", "x"), secret], context);
    assert.deepEqual(
      found.map(({ subject }) => subject),
      [0, 2],
    );
    assert.ok(found.every(({ message }) => message.includes("TypeError") && !message.includes("hunter2")));
  });

  it("frees the object with the exception, and no other", () => {
    const rule = setRule(() => [0, 1].map((subject) => ({ subject, path: [], message: "must not" })));
    const found = evaluateSet(rule, [excepted(rule.id, secret), secret], context);
    assert.deepEqual(
      found.map(({ subject }) => subject),
      [1],
    );
  });

  it("reports the same finding once for each object", () => {
    const finding = { path: ["data"], message: "must not" };
    const rule = setRule(() => [0, 0, 1].map((subject) => ({ ...finding, subject })));
    assert.equal(evaluateSet(rule, [secret, secret], context).length, 2);
  });
});

describe("evaluateChange", () => {
  it("does not call a rule for revisions without its kinds", () => {
    assert.deepEqual(evaluateChange(changeRule(failing), { before: [secret], after: [secret] }, context), []);
  });

  it("calls it when only the earlier revision has them, and marks unknown kinds there", () => {
    const rule = changeRule(() => [{ subject: 0, removed: true, path: [], message: "must stay" }]);
    const found = evaluateChange(rule, { before: [mariadb(), unknownKind], after: [] }, context);
    assert.deepEqual(
      found.map(({ subject, removed, undecided }) => [subject, removed, undecided]),
      [
        [1, true, true],
        [0, true, undefined],
      ],
    );
  });

  it("turns a defect into findings in both revisions", () => {
    const found = evaluateChange(changeRule(failing), { before: [mariadb()], after: [mariadb()] }, context);
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
    assert.deepEqual(evaluateChange(rule, { before, after: [] }, context), []);
    assert.equal(evaluateChange(rule, { before: [mariadb()], after: before }, context).length, 1);
  });
});

describe("evaluatePromotion", () => {
  const first = promotionRule(() => [{ subject: 0, path: [], message: "must not" }]);

  it("does not call a rule for a later environment without its kinds", () => {
    const promotion = { earlier: [mariadb()], later: [secret] };
    assert.deepEqual(evaluatePromotion(promotionRule(failing), promotion, context), []);
  });

  it("reports a kind that is not known yet in the later environment, and only there", () => {
    const found = (earlier: readonly Value[], later: readonly Value[]) =>
      evaluatePromotion(first, { earlier, later }, context).map(({ subject, undecided }) => [
        subject,
        undecided,
      ]);
    assert.deepEqual(found([unknownOperatorKind], [mariadb()]), [[0, undefined]]);
    assert.deepEqual(found([], [mariadb(), unknownOperatorKind]), [
      [1, true],
      [0, undefined],
    ]);
  });

  it("turns a defect of a rule into a finding for every object that it covers", () => {
    const promotion = { earlier: [mariadb()], later: [secret, mariadb()] };
    const found = evaluatePromotion(promotionRule(failing), promotion, context);
    assert.deepEqual(
      found.map(({ subject, removed }) => [subject, removed]),
      [[1, undefined]],
    );
    assert.ok(found.every(({ message }) => message.includes("TypeError") && !message.includes("hunter2")));
  });

  it("reads the exception from the object of the later environment", () => {
    const free = excepted(first.id, mariadb());
    assert.deepEqual(evaluatePromotion(first, { earlier: [mariadb()], later: [free] }, context), []);
    assert.equal(evaluatePromotion(first, { earlier: [free], later: [mariadb()] }, context).length, 1);
  });

  it("is a scope of its own", () => {
    assert.equal(scopeOf(promotionSameImage), "promotion");
  });
});

describe("evaluateResource", () => {
  const bucket: PulumiResource = {
    type: "aws:s3/bucket:Bucket",
    name: "backups",
    options: { protect: false },
    object: { bucket: "x" },
  };
  const rule: ResourceRule = {
    ...protectProductionData,
    resourceTypes: [bucket.type],
    checkResource: () => [{ path: ["options", "protect"], message: "must be protected" }],
  };

  it("looks at resources of other providers by their type", () => {
    assert.equal(evaluateResource(rule, bucket, context).length, 1);
    assert.deepEqual(evaluateResource({ ...rule, resourceTypes: [] }, bucket, context), []);
  });

  it("knows these by type and name in the configuration of exceptions", () => {
    const exception = { rule: rule.id, object: "aws:s3/bucket:Bucket//backups", reason: "x", until: today };
    assert.deepEqual(evaluateResource(rule, bucket, { ...context, exceptions: [exception] }), []);
  });

  it("finds a kind that is not known yet, and a defect of the rule", () => {
    const unknown = { ...bucket, type: "kubernetes:x", object: unknownKind };
    assert.deepEqual(
      evaluateResource(rule, unknown, context).map(({ undecided }) => undecided),
      [true],
    );
    const [finding] = evaluateResource({ ...rule, checkResource: failing }, bucket, context);
    assert.match(finding?.message ?? "", /failed with TypeError/);
  });
});

describe("a rule of another scope", () => {
  it("has nothing to say", () => {
    const object = application("production");
    const resource = { type: "kubernetes:x", name: "x", options: { protect: false }, object };
    assert.deepEqual(evaluate(oneSecretProducer, secret, context), []);
    assert.deepEqual(evaluateSet(storageNoShrink, [mariadb()], context), []);
    assert.deepEqual(evaluateChange(oneSecretProducer, { before: [], after: [secret, secret] }, context), []);
    assert.deepEqual(evaluatePromotion(storageNoShrink, { earlier: [], later: [mariadb()] }, context), []);
    assert.deepEqual(evaluateChange(promotionSameImage, { before: [], after: [mariadb()] }, context), []);
    assert.deepEqual(evaluateResource(oneSecretProducer, resource, context), []);
  });
});
