import assert from "node:assert/strict";
import { join } from "node:path";
import {
  environments,
  evaluate,
  evaluateChange,
  evaluatePromotion,
  evaluateSet,
  rules,
  type Environment,
  type Value,
} from "../../../safety";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { today } from "../../unit/safety/examples";

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
      const found = rules.flatMap((rule) => [
        ...objects.flatMap((object) => evaluate(rule, object, context)),
        ...evaluateSet(rule, objects, context),
        ...evaluateChange(rule, { before: objects, after: objects }, context),
      ]);
      assert.deepEqual(found, []);
    });
  }

  for (const [before, environment] of [
    ["dev", "staging"],
    ["staging", "production"],
  ] as const) {
    it(`may be promoted from ${before} to ${environment}`, () => {
      const promotion = { earlier: objectsOf(before), later: objectsOf(environment) };
      const judged = rules.flatMap((rule) => evaluatePromotion(rule, promotion, { environment, today }));
      assert.deepEqual(judged, []);
    });
  }
});
