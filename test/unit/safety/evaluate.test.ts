import assert from "node:assert/strict";
import {
  UNKNOWN,
  covers,
  describeFinding,
  evaluate,
  levelOf,
  type RuleOf,
  type Value,
} from "../../../safety";
import { pinnedRevision } from "../../../safety/rules/pinned-revision";
import { application, edit } from "./objects";

const context = { environment: "production" };

function ruleWith(check: RuleOf<"object">["check"]): RuleOf<"object"> {
  return { ...pinnedRevision, check };
}

describe("evaluate", () => {
  it("covers a group in all its versions and no other group", () => {
    assert.ok(covers(pinnedRevision, "argoproj.io/v1alpha1", "Application"));
    assert.ok(covers(pinnedRevision, "argoproj.io/v1", "Application"));
    assert.ok(!covers(pinnedRevision, "app.k8s.io/v1beta1", "Application"));
    assert.ok(!covers(pinnedRevision, "argoproj.io/v1alpha1", "AppProject"));
    assert.ok(!covers(pinnedRevision, "v1", "Application"));
  });

  it("does not call a rule for a kind that it does not cover", () => {
    const rule = ruleWith(() => [{ path: [], message: "must not be called" }]);
    const objects: readonly Value[] = [
      {},
      null,
      3,
      [],
      "x",
      { apiVersion: "v1", kind: "Pod" },
      { apiVersion: 1, kind: [] },
    ];
    for (const object of objects) {
      assert.deepEqual(evaluate(rule, object, context), []);
    }
  });

  it("finds an object whose kind is not known yet", () => {
    for (const field of ["apiVersion", "kind"]) {
      const findings = evaluate(pinnedRevision, edit(application("production"), [field], UNKNOWN), context);
      assert.deepEqual(
        findings.map(({ undecided, path }) => [undecided, path]),
        [[true, [field]]],
      );
    }
  });

  it("turns a defect of a rule into a finding that does not quote the object", () => {
    const rule = ruleWith((object) => {
      throw new TypeError(JSON.stringify(object));
    });
    const [finding, ...others] = evaluate(
      rule,
      edit(application("production"), ["spec", "x"], "hunter2"),
      context,
    );
    assert.deepEqual(others, []);
    assert.match(finding?.message ?? "", /could not be checked: the rule itself failed with TypeError/);
    assert.doesNotMatch(finding?.message ?? "", /hunter2/);
  });

  it("reports the same finding once", () => {
    const finding = { path: ["spec"], message: "must be something" };
    const findings = evaluate(
      ruleWith(() => [finding, { ...finding }, { ...finding, path: ["kind"] }]),
      application("dev"),
      context,
    );
    assert.equal(findings.length, 2);
  });

  it("takes the level of the object's environment", () => {
    assert.equal(levelOf(pinnedRevision, application("dev"), { environment: "dev" }), "advisory");
    assert.equal(levelOf(pinnedRevision, application("production"), { environment: "dev" }), "mandatory");
    assert.equal(levelOf(pinnedRevision, application("dev"), { environment: "production" }), "mandatory");
  });
});

describe("describeFinding", () => {
  it("names the object and the field, then the remedy and the page", () => {
    const object = edit(application("production"), ["spec", "source", "targetRevision"], "main");
    const [finding] = evaluate(pinnedRevision, object, context);
    assert.ok(finding);
    assert.equal(
      describeFinding('The Application "mariadb"', pinnedRevision, finding),
      'The Application "mariadb" must not follow "main" in spec.source.targetRevision, but a release tag (v1.2.3) or a ' +
        "full commit SHA. Set targetRevision (Argo CD), or spec.ref.tag or spec.ref.commit (Flux), to a release tag " +
        "(v1.2.3) or a full commit SHA. See docs/rules/pinned-revision.md.",
    );
  });
});
