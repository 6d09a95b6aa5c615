import assert from "node:assert/strict";

import { guardManifests } from "../../../../components/guard/manifests";
import { Environment } from "../../../../components/environments";

const reach = { environment: Environment.Staging, namespaces: ["mariadb-staging", "shop"] };
const manifests = guardManifests(reach, true);
/** Policies of what is there; the others are about what is created. */
const creations = ["births", "dumps", "restores", "confirmations", "references", "labels"];
const kept = manifests.filter(({ name }) => !creations.includes(name));

describe("the manifests of the deletion guard", () => {
  it("cover every kind that the house protects", () => {
    const rules = kept.flatMap(({ policy }) => policy.spec.matchConstraints.resourceRules);
    assert.deepEqual(rules.flatMap(({ resources }) => resources).sort(), [
      "applications",
      "applicationsets",
      "appprojects",
      "backups",
      "clusterroles",
      "customresourcedefinitions",
      "customresourcedefinitions/status",
      "databases",
      "grants",
      "helmreleases",
      "kustomizations",
      "mariadbs",
      "mariadbs/status",
      "namespaces",
      "namespaces/finalize",
      "namespaces/status",
      "persistentvolumeclaims",
      "persistentvolumeclaims/status",
      "persistentvolumes",
      "persistentvolumes/status",
      "physicalbackups",
      "pointintimerecoveries",
      "secrets",
      "users",
      "volumesnapshotcontents",
      "volumesnapshots",
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
    for (const { bindings } of kept) {
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
      const conditional = policy.spec.matchConditions?.some(({ name }) => name !== "noted") === true;
      for (const { spec, metadata } of bindings) {
        assert.ok("matchResources" in spec || "paramRef" in spec || conditional, metadata.name);
      }
    }
  });

  it("end at one condition for what breaks no rule, which reads no variable: match conditions have none", () => {
    for (const { policy } of kept) {
      const conditions: readonly { name: string; expression: string }[] = policy.spec.matchConditions ?? [];
      const noted = conditions.find(({ name }) => name === "noted");
      assert.match(noted?.expression ?? "", /request\.operation == "DELETE"/);
      assert.doesNotMatch(noted?.expression ?? "variables.", /\bvariables\./);
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
