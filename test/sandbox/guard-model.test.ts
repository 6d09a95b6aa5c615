import assert from "node:assert/strict";

import { buildMinutes } from "../support/sandbox";
import type { Answer } from "./guard/api";
import { judge, judgedPolicies, type Judgement, type Refusal } from "./guard/judge";
import { claims, type ModelCase } from "./guard/model-cases";
import { ModelCluster } from "./guard/model-cluster";
import { verdict } from "./guard/oracle";
import { spared } from "./guard/spared";

/** How many wrong answers are told. */
const told = 40;

describe("the exhaustive model of the deletion guard", function () {
  this.timeout(600_000);
  const cluster = new ModelCluster();
  let answers: Map<ModelCase, Answer>;
  let judgement: Judgement;

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    await cluster.start();
    console.time("ask");
    answers = await cluster.askAll();
    console.timeEnd("ask"); console.time("judge");
    // What the API server's own validation refuses reaches no policy.
    for (const [one, { status }] of answers) {
      if (![200, 201, 403].includes(status)) {
        answers.delete(one);
      }
    }
    judgement = await judge({
      policies: judgedPolicies(cluster.manifests),
      namespaces: cluster.namespaces,
      params: [],
      cases: [...answers.keys()].map((one) => cluster.judged(one)),
      mutate: true,
      spared: Object.values(spared).flat(),
    });
    console.timeEnd("judge");
  });
  after(async () => {
    await cluster.end();
  });

  /** Checks by which the judge refuses a case. */
  function refusedBy(one: ModelCase): string[] {
    const said = judgement.answers[one.id] ?? [];
    return said.flatMap(({ policy, refusals }) => refusals.map((refusal) => checkOf(policy, refusal)));
  }

  function checkOf(policy: string, { index, message }: Refusal): string {
    const { policy: described } = cluster.manifests.find(({ name }) => name === policy) ?? {};
    const expression = described?.spec.validations[index]?.expression;
    return expression === undefined ? message : (/variables\.(keeps\w+|stays\w+)$/.exec(expression)?.[1] ?? "deletion");
  }

  it("is answered by the API server as the page says", () => {
    const wrong: string[] = [];
    for (const [one, { status, message }] of answers) {
      const expected = verdict(one, cluster.before(one)).refusedBy;
      if ((status === 403) !== expected.length > 0) {
        wrong.push(`${one.id}: ${status} ${message}; expected ${expected.join() || "to pass"}`);
      }
      if (one.refusal !== undefined) {
        const right = one.refusal === "none" ? status !== 403 : one.refusal.test(message);
        assert.ok(right, `${one.id}: ${message}`);
      }
    }
    assert.deepEqual(wrong.slice(0, told), [], `${wrong.length} of ${answers.size}`);
  });

  it("is answered by the API server's code without the API server in the same words", () => {
    const wrong: string[] = [];
    for (const [one, { status, message }] of answers) {
      const [first] = (judgement.answers[one.id] ?? []).flatMap(({ refusals }) => refusals);
      if (first === undefined ? status === 403 : !message.endsWith(first.message)) {
        wrong.push(`${one.id}: ${message}, and ${JSON.stringify(first)}`);
      }
    }
    assert.deepEqual(wrong.slice(0, told), [], `${wrong.length} of ${answers.size}`);
  });

  it("is refused by exactly the checks that the page names, and noted in the audit log", () => {
    const wrong: string[] = [];
    for (const one of answers.keys()) {
      const expected = verdict(one, cluster.before(one));
      const [is, should] = [refusedBy(one), [...expected.refusedBy]].map((checks) => checks.sort().join());
      const noted = (judgement.answers[one.id] ?? []).some(({ audit }) => audit !== undefined);
      if (is !== should || noted !== expected.noted) {
        wrong.push(`${one.id}: ${is} ${noted}; expected ${should} ${expected.noted}`);
      }
    }
    assert.deepEqual(wrong.slice(0, told), [], `${wrong.length} of ${answers.size}`);
  });

  it("has for every check of every policy a case that it alone refuses, and a claim", () => {
    const alone = new Set<string>();
    for (const one of answers.keys()) {
      for (const { policy, refusals } of judgement.answers[one.id] ?? []) {
        if (refusals[0] !== undefined && refusals.length === 1) {
          alone.add(`${policy}: ${checkOf(policy, refusals[0])}`);
        }
      }
    }
    const missing = cluster.manifests.flatMap(({ name, policy }) =>
      policy.spec.validations
        .map((_, index) => checkOf(name, { index, message: "", binding: "" }))
        .filter((check) => !alone.has(`${name}: ${check}`) || !["deletion", ...claims.map((one) => one.check)].includes(check))
        .map((check) => `${name}: ${check}`),
    );
    assert.deepEqual(missing, []);
  });

  it("tells every mutant of every clause from the policy", () => {
    const alive = judgement.mutants.filter(({ killedBy }) => killedBy === "");
    const named = alive.map(({ policy, clause, what }) => `${policy} ${clause}: ${what}`);
    assert.deepEqual(named, [], `${alive.length} of ${judgement.mutants.length} mutants live`);
  });
});
