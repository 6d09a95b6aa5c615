import assert from "node:assert/strict";
import { join } from "node:path";
import { environments, evaluate, evaluateChange, evaluateSet, rules } from "../../../safety";
import type { Value } from "../../../safety";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { today } from "./examples";

describe("the manifests of this repository", () => {
  before(function () {
    needRenderer(this);
  });

  for (const environment of environments) {
    it(`break no rule in ${environment}, as single objects, as a set and against themselves`, () => {
      const objects = renderOverlay(join(gitopsDirectory, "overlays", environment)) as unknown as Value[];
      const context = { environment, today };
      const found = rules.flatMap((rule) => [
        ...objects.flatMap((object) => evaluate(rule, object, context)),
        ...evaluateSet(rule, objects, context),
        ...evaluateChange(rule, { before: objects, after: objects }, context),
      ]);
      assert.deepEqual(found, []);
    });
  }
});
