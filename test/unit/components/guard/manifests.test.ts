import assert from "node:assert/strict";

import { guardManifests } from "../../../../components/guard/manifests";
import { Environment } from "../../../../components/environments";

const reach = { environment: Environment.Staging, namespaces: ["mariadb-staging", "shop"] };
const manifests = guardManifests(reach, true);

describe("the manifests of the deletion guard", () => {
  it("cover every kind that the house protects", () => {
    const rules = manifests.flatMap(({ policy }) => policy.spec.matchConstraints.resourceRules);
    assert.deepEqual(rules.flatMap(({ resources }) => resources).sort(), [
      "applications",
      "appprojects",
      "backups",
      "customresourcedefinitions",
      "databases",
      "grants",
      "helmreleases",
      "kustomizations",
      "mariadbs",
      "namespaces",
      "persistentvolumeclaims",
      "persistentvolumes",
      "physicalbackups",
      "secrets",
      "users",
    ]);
    for (const rule of rules) {
      assert.deepEqual(rule.operations, ["CREATE", "UPDATE", "DELETE"]);
    }
  });

  it("bind every policy, and refuse what cannot be judged", () => {
    for (const { policyName, policy, bindings } of manifests) {
      assert.equal(policy.metadata.name, policyName);
      assert.equal(policy.spec.failurePolicy, "Fail");
      assert.ok(bindings.length > 0, policyName);
      for (const binding of bindings) {
        assert.equal(binding.spec.policyName, policyName);
        assert.deepEqual(binding.spec.validationActions, ["Deny", "Audit"]);
      }
    }
  });

  it("only warn and audit when they do not deny; the policies themselves stay the same", () => {
    const lenient = guardManifests(reach, false);
    assert.deepEqual(
      lenient.map(({ policy }) => policy),
      manifests.map(({ policy }) => policy),
    );
    for (const { spec } of lenient.flatMap(({ bindings }) => bindings)) {
      assert.deepEqual(spec.validationActions, ["Warn", "Audit"]);
    }
  });

  it("read the clock only for what carries a confirmation, so that a missing one refuses nothing else", () => {
    for (const { bindings } of manifests) {
      for (const { spec, metadata } of bindings) {
        const selects = JSON.stringify(spec).includes("mariadb-gitops.dev/confirmation");
        assert.equal(spec.paramRef !== undefined, selects, metadata.name);
      }
      const timed = bindings.filter(({ spec }) => spec.paramRef !== undefined);
      assert.equal(timed.length, bindings.length / 2);
    }
  });

  it("share no name between environments", () => {
    const names = Object.values(Environment).flatMap((environment) =>
      guardManifests({ ...reach, environment }, true).flatMap(({ policy, bindings }) => [
        `policy ${policy.metadata.name}`,
        ...bindings.map(({ metadata }) => `binding ${metadata.name}`),
      ]),
    );
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.every((name) => /^(policy|binding) mariadb-gitops-(dev|staging|production)-/.test(name)));
  });

  it("touch nothing outside: each binding selects by label or name, or its policy by a condition", () => {
    for (const { policy, bindings } of manifests) {
      const conditional = "matchConditions" in policy.spec;
      for (const { spec, metadata } of bindings) {
        assert.equal("matchResources" in spec, !conditional || "paramRef" in spec, metadata.name);
      }
    }
  });

  it("say all of it again in one line of the audit log", () => {
    for (const { policy } of manifests) {
      const keys = policy.spec.auditAnnotations.map(({ key }) => key);
      assert.deepEqual(keys, ["object", "user", "confirmation"]);
    }
  });

  it("are Forbidden, not Invalid: that one kubectl and the engines answer with a deletion when told to force", () => {
    const validations = manifests.flatMap(({ policy }) => policy.spec.validations);
    assert.deepEqual([...new Set(validations.map(({ reason }) => reason))], ["Forbidden"]);
  });
});
