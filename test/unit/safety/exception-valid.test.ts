import assert from "node:assert/strict";
import { UNKNOWN, evaluate, exceptionValid, type Context, type Value } from "../../../safety";
import { projectRequired } from "../../../safety/rules/project-required";
import { today } from "./examples";
import { application, edit } from "./objects";
import { table } from "./table";

const annotation = "exceptions.mariadb-gitops.dev/project-required";
const at = `metadata.annotations["${annotation}"]`;
const bad = edit(application("production"), ["spec", "project"], "default");
const excepted = (value: Value) => edit(bad, ["metadata", "annotations", annotation], value);
const configured = {
  rule: "project-required",
  object: "Application/argocd/mariadb-production",
  reason: "x",
  until: today,
};

/** Exceptions in the annotation that count, with today 2026-01-15. */
const valid = [
  "until=2026-01-15; reason=moves on Friday",
  "until=2026-07-14;reason=a; b",
  " until=2026-02-01 ; reason= x",
];

/** Those that do not, and what is said about them. */
const invalid: readonly (readonly [string, Value, RegExp])[] = [
  ["an expired one", "until=2026-01-14; reason=x", /has expired on 2026-01-14/],
  ["one that is too long", "until=2026-07-15; reason=x", /more than 180 days ahead/],
  ["one without a reason", "until=2026-02-01; reason= ", /has no reason/],
  ["one without a day", "reason=x", /cannot be read/],
  ["one with a day that there is not", "until=2026-02-30; reason=x", /has no date/],
  ["another order", "reason=x; until=2026-02-01", /cannot be read/],
  ["an empty one", "", /cannot be read/],
  ["a number", 3, /cannot be read/],
];

describe("exception-valid", () => {
  table(exceptionValid, [
    { name: "an object without exceptions", object: application("production"), finds: [] },
    ...valid.map((value) => ({ name: value, object: excepted(value), finds: [] })),
    ...invalid.map(([name, value, message]) => ({ name, object: excepted(value), finds: [at], message })),
    {
      name: "one that is not known yet",
      object: excepted(UNKNOWN),
      finds: [at],
      undecided: true,
    },
    {
      name: "annotations that are not known yet",
      object: edit(bad, ["metadata", "annotations"], UNKNOWN),
      finds: ["metadata.annotations"],
      undecided: true,
    },
    {
      name: "annotations that are a list",
      object: edit(bad, ["metadata", "annotations"], []),
      finds: [],
    },
    {
      name: "an unknown rule",
      object: edit(bad, ["metadata", "annotations", "exceptions.mariadb-gitops.dev/nothing"], valid[0]),
      finds: ['metadata.annotations["exceptions.mariadb-gitops.dev/nothing"]'],
      message: /carries an exception from "nothing" that names no rule/,
    },
    {
      name: "an exception from itself",
      object: edit(
        bad,
        ["metadata", "annotations", "exceptions.mariadb-gitops.dev/exception-valid"],
        valid[0],
      ),
      finds: ['metadata.annotations["exceptions.mariadb-gitops.dev/exception-valid"]'],
    },
    {
      name: "an expired exception in the configuration, for that object alone",
      object: bad,
      context: {
        exceptions: [
          { ...configured, until: "2026-01-01" },
          { ...configured, object: "Application//x", until: "" },
        ],
      },
      finds: ["metadata"],
    },
    { name: "any kind, and what is no object", object: { apiVersion: "v1", kind: UNKNOWN }, finds: [] },
    { name: "nothing", object: null, finds: [] },
  ]);
});

describe("an exception", () => {
  const findings = (object: Value, context: Partial<Context> = {}) =>
    evaluate(projectRequired, object, { environment: "production", today, ...context }).length;

  it("frees the object from its rule while it is valid", () => {
    assert.equal(findings(bad), 1);
    for (const value of valid) {
      assert.equal(findings(excepted(value)), 0, value);
    }
    assert.equal(findings(bad, { exceptions: [configured] }), 0);
  });

  it("changes nothing when it is not valid", () => {
    for (const [name, value] of invalid) {
      assert.equal(findings(excepted(value)), 1, name);
    }
    assert.equal(findings(excepted(UNKNOWN)), 1);
    assert.equal(findings(bad, { exceptions: [{ ...configured, until: "2026-01-14" }] }), 1);
    assert.equal(findings(bad, { exceptions: [{ ...configured, reason: " " }] }), 1);
  });

  it("counts for its own rule and object only", () => {
    assert.equal(findings(bad, { exceptions: [{ ...configured, rule: "pinned-revision" }] }), 1);
    assert.equal(
      findings(bad, { exceptions: [{ ...configured, object: "Application//mariadb-production" }] }),
      1,
    );
  });

  it("does not count when nobody says what day it is", () => {
    const timeless = { environment: "production" };
    const object = excepted(valid[0] ?? "");
    assert.equal(evaluate(projectRequired, object, timeless).length, 1);
    assert.match(evaluate(exceptionValid, object, timeless)[0]?.message ?? "", /nobody said what day it is/);
  });

  it("frees an object whose values are not known yet", () => {
    assert.equal(findings(edit(excepted(valid[0] ?? ""), ["spec"], UNKNOWN)), 0);
  });

  it("from exception-valid never counts", () => {
    const hidden = edit(
      excepted("never"),
      ["metadata", "annotations", "exceptions.mariadb-gitops.dev/exception-valid"],
      valid[0],
    );
    assert.equal(evaluate(exceptionValid, hidden, { environment: "production", today }).length, 2);
  });
});
