import assert from "node:assert/strict";
import { initialConfig, policyRules, raisedLevel } from "../../../policy/levels";
import {
  environmentLabel,
  environments,
  isOfChart,
  rules,
  stackOf,
  type Environment,
  type Rule,
  type Value,
} from "../../../safety";
import { pinnedRevision } from "../../../safety/rules/pinned-revision";
import { stagingNoSelfheal } from "../../../safety/rules/staging-no-selfheal";

describe("stackOf", () => {
  it("reads the name of the stack from a URN", () => {
    assert.equal(stackOf("urn:pulumi:prod-eu::project::aws:s3/bucket:Bucket::b"), "prod-eu");
    assert.equal(stackOf("urn:pulumi:dev::p::a$b:c:d::urn:pulumi:x::y"), "dev");
    assert.equal(stackOf("staging"), "");
  });
});

describe("isOfChart", () => {
  const chart = "kubernetes:helm.sh/v4:Chart";
  const rows: readonly (readonly [types: string, name: string, expected: boolean])[] = [
    [`${chart}$kubernetes:apps/v1:Deployment`, "operator", true],
    [`mariadb-gitops:index:Platform$${chart}$kubernetes:apps/v1:Deployment`, "operator", true],
    ["kubernetes:helm.sh/v3:Chart$kubernetes:apps/v1:Deployment", "operator", true],
    ["kubernetes:apps/v1:Deployment", "operator", false],
    ["kubernetes:apps/v1:Deployment", `${chart}$::operator`, false],
    ["kubernetes:helm.sh/v3:Release", "operator", false],
    [chart, "operator", false],
  ];
  for (const [types, name, expected] of rows) {
    it(`is ${String(expected)} for ${types}::${name}`, () => {
      assert.equal(isOfChart(`urn:pulumi:production::project::${types}::${name}`), expected);
    });
  }
});

describe("policyRules", () => {
  it("are all rules but those about two revisions or two environments, and about Git", () => {
    const ofOtherPlaces = ({ scope }: Rule) => scope === "change" || scope === "promotion";
    const left = rules.filter(({ id }) => !policyRules.some((rule) => rule.id === id));
    assert.ok(policyRules.length > 10);
    assert.ok(left.some(ofOtherPlaces) && left.every((rule) => ofOtherPlaces(rule) || rule.gitOnly === true));
    assert.ok(!policyRules.some(ofOtherPlaces));
  });
});

describe("initialConfig", () => {
  it("gives every policy the level of its environment", () => {
    for (const environment of environments) {
      const levels = policyRules.map((rule) => [rule.id, rule.levels[environment]]);
      assert.deepEqual(Object.entries(initialConfig(environment)), levels);
    }
  });
});

const of = (environment: Environment): Value => ({
  metadata: { labels: { [environmentLabel]: environment } },
});

describe("raisedLevel", () => {
  it("leaves the level to the configuration for objects of the stack's own environment", () => {
    for (const environment of environments) {
      assert.equal(raisedLevel(pinnedRevision, environment, environment, of(environment)), undefined);
    }
  });

  it("leaves it to the configuration of a stack that is weaker than what the pack started with", () => {
    assert.equal(raisedLevel(pinnedRevision, "production", "staging", of("staging")), undefined);
  });

  it("raises it for an object of a stricter environment than its stack", () => {
    assert.equal(raisedLevel(pinnedRevision, "dev", "dev", of("production")), "mandatory");
    assert.equal(raisedLevel(pinnedRevision, "production", "dev", of("production")), "mandatory");
  });

  it("raises it for a stack of a stricter environment than the pack started with", () => {
    assert.equal(raisedLevel(pinnedRevision, "dev", "production", of("production")), "mandatory");
  });

  it("never lowers it", () => {
    assert.equal(raisedLevel(stagingNoSelfheal, "dev", "dev", of("staging")), undefined);
  });
});
