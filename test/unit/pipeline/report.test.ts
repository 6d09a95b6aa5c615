import assert from "node:assert/strict";

import { report, unchanged, type WireEvent } from "../../../pipeline/report";

const urn = "urn:pulumi:dev::p::mariadb-gitops:index:ArgoCd$kubernetes:core/v1:Secret::argocd-redis-secret";

function step(op: string, at = urn): WireEvent {
  return { resOutputsEvent: { metadata: { op, urn: at } } };
}

describe("report", () => {
  it("counts steps per component and leaves out what belongs to none", () => {
    const { components } = report([
      step("create"),
      step("create"),
      step("same"),
      step("create", "urn:pulumi:dev::p::pulumi:providers:kubernetes::cluster"),
    ]);
    assert.deepEqual([...components.keys()], ["ArgoCd"]);
    assert.deepEqual(
      [...(components.get("ArgoCd") ?? [])],
      [
        ["create", 2],
        ["same", 1],
      ],
    );
  });

  it("counts a failed step too", () => {
    const { components } = report([{ resOpFailedEvent: { metadata: { op: "create", urn } } }]);
    assert.equal(components.get("ArgoCd")?.get("create"), 1);
  });

  it("calls a policy passed only if no resource failed it", () => {
    const { policiesPassed, policiesFailed } = report([
      { policyAnalyzeSummaryEvent: { passed: ["a", "b"] } },
      { policyAnalyzeSummaryEvent: { passed: ["a"], failed: ["b"] } },
      { policyAnalyzeStackSummaryEvent: { passed: ["c"] } },
    ]);
    assert.deepEqual(policiesPassed, ["a", "c"]);
    assert.deepEqual(policiesFailed, ["b"]);
  });

  it("calls a policy failed when only the violation arrived and the summary was lost", () => {
    const { policiesFailed } = report([
      { policyAnalyzeSummaryEvent: { passed: ["a"] } },
      { policyEvent: { policyName: "a", message: "no", enforcementLevel: "mandatory", resourceUrn: urn } },
    ]);
    assert.deepEqual(policiesFailed, ["a"]);
  });

  it("takes a violation without a level for one that blocks", () => {
    const [violation] = report([{ policyEvent: { policyName: "a", message: "no" } }]).violations;
    assert.equal(violation?.level, "mandatory");
  });

  it("names the resource of a violation and removes colours from its text", () => {
    const message = "<{%fg 1%}>must not<{%reset%}> \u001b[31mprune\u001b[0m\n";
    const [violation] = report([{ policyEvent: { policyName: "a", message, resourceUrn: urn } }]).violations;
    assert.deepEqual([violation?.resource, violation?.message], ["argocd-redis-secret", "must not prune"]);
  });

  it("keeps errors and warnings and drops everything else the engine says", () => {
    const { diagnostics } = report([
      { diagnosticEvent: { severity: "error", message: "a" } },
      { diagnosticEvent: { severity: "warning", message: "b" } },
      { diagnosticEvent: { severity: "info", message: "c" } },
      { diagnosticEvent: { severity: "debug", message: "secret" } },
    ]);
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      ["a", "b"],
    );
  });
});

describe("unchanged", () => {
  it("is true when everything stayed the same", () => {
    assert.equal(unchanged(report([{ summaryEvent: { resourceChanges: { same: 3 } } }])), true);
  });

  it("is false when something changed", () => {
    assert.equal(unchanged(report([{ summaryEvent: { resourceChanges: { same: 3, update: 1 } } }])), false);
  });

  it("is false when the engine's summary was lost: that is no proof of anything", () => {
    assert.equal(unchanged(report([step("same")])), false);
  });
});
