import assert from "node:assert/strict";
import { join } from "node:path";
import { environments, evaluate, rules, type Environment, type Value } from "../../../safety";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { judge, today } from "./examples";

describe("the manifests of this repository", () => {
  before(function () {
    needRenderer(this);
  });

  const objectsOf = (environment: Environment) =>
    renderOverlay(join(gitopsDirectory, "overlays", environment)) as unknown as Value[];

  for (const environment of environments) {
    it(`break no rule in ${environment}, as single objects, as a set and against themselves`, () => {
      const objects = objectsOf(environment);
      const context = { environment, today };
      const found = rules
        .filter(({ scope }) => scope !== "promotion" && scope !== "resource")
        .flatMap((rule) => judge(rule, { before: objects, after: objects }, context));
      assert.deepEqual(found, []);
    });
  }

  for (const [before, environment] of [
    ["dev", "staging"],
    ["staging", "production"],
  ] as const) {
    it(`may be promoted from ${before} to ${environment}`, () => {
      const promotion = { earlier: objectsOf(before), later: objectsOf(environment) };
      const judged = rules
        .filter((rule) => rule.scope === "promotion")
        .flatMap((rule) => evaluate(rule, promotion, { environment, today }));
      assert.deepEqual(judged, []);
    });
  }
});
