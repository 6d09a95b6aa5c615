import assert from "node:assert/strict";

import {
  readiness,
  readinessProblem,
} from "../../../../../../sandbox/stand-ins/providers/kubernetes/readiness";
import type { PlainObject } from "../../../../../../sandbox/stand-ins/providers/values";

function waitingFor(waitFor: string): PlainObject {
  return { kind: "X", metadata: { annotations: { "pulumi.com/waitFor": waitFor } } };
}

function holds(waitFor: string, live: PlainObject): boolean {
  const conditions = readiness(waitingFor(waitFor));
  assert.ok(conditions !== undefined && conditions.length > 0);
  return conditions.every((condition) => condition.holds(live));
}

const ready = {
  status: { phase: "Running", n: [{ x: 3 }], conditions: [{ type: "Ready", status: "True" }] },
};

describe("readiness", () => {
  it("of a CustomResourceDefinition is that it is established", () => {
    const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    const [condition] = readiness(definition) ?? [];
    const established = (status: string): PlainObject => ({
      status: { conditions: [{ type: "Established", status }] },
    });
    assert.equal(condition?.holds(established("True")), true);
    assert.equal(condition.holds(established("False")), false);
    assert.equal(condition.holds({}), false);
  });

  it("of anything else is given at once", () => {
    assert.deepEqual(readiness({ kind: "Deployment" }), []);
  });

  it("follows the annotation waitFor", () => {
    assert.equal(holds("condition=Ready", ready), true);
    assert.equal(holds("condition=Ready=false", ready), false);
    assert.equal(holds("condition=Synced", ready), false);
    assert.equal(holds("jsonpath={.status.phase}", ready), true);
    assert.equal(holds("jsonpath={.status.phase}=Running", ready), true);
    assert.equal(holds("jsonpath={.status.phase}=Pending", ready), false);
    assert.equal(holds("jsonpath={.status.n[0].x}=3", ready), true);
    assert.equal(holds("jsonpath={.status.absent}", ready), false);
    assert.equal(holds('["condition=Ready", "jsonpath={.status.phase}=Pending"]', ready), false);
  });

  it("is not waited for when the annotation says so", () => {
    const skipped = {
      metadata: { annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/waitFor": "x" } },
    };
    assert.deepEqual(readiness(skipped), []);
  });

  it("refuses an annotation that it cannot read, instead of not waiting", () => {
    for (const text of [
      "",
      "Ready",
      "jsonpath={.a[?(@.b)]}",
      "jsonpath=.a",
      "[]",
      "[1]",
      "[",
      '["condition=A", "x"]',
    ]) {
      assert.match(readinessProblem(waitingFor(text)) ?? "", /cannot be read/, text);
    }
    assert.equal(readinessProblem(waitingFor("condition=Ready")), undefined);
  });
});
