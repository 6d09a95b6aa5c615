import assert from "node:assert/strict";

import { Engine } from "../../components/engine/engine";
import { Environment } from "../../components/environments";
import { policyRules } from "../../policy/levels";
import { declaredObject } from "../../policy/resource";
import { evaluate, isKubernetesType, levelOf, type PulumiResource, type Value } from "../../safety";
import { programGraph } from "../support/program";
import { plain } from "../support/wire";

const config = {
  kubeContext: "kind-dev",
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
};

/** What the rules say about everything that a stack registers, where it would stop the deployment. */
async function refusals(stack: Environment, engine: Engine): Promise<string[]> {
  const graph = await programGraph({ stack, config: { ...config, engine } });
  const resources = graph.filter(({ type }) => isKubernetesType(type));
  const objects: Value[] = resources.map(({ type, inputs }) =>
    declaredObject(type, plain(inputs) as Parameters<typeof declaredObject>[1]),
  );
  const context = { environment: stack, today: "2026-11-21" };
  const said = (id: string, index: number, message: string): string =>
    `${id}: ${resources[index]?.name ?? "?"} ${message}`;
  return policyRules.flatMap((rule) => {
    if (rule.scope === "set") {
      return evaluate(rule, objects, context)
        .filter(({ subject }) => levelOf(rule, objects[subject] ?? null, context) === "mandatory")
        .map(({ subject, message }) => said(rule.id, subject, message));
    }
    return resources.flatMap(({ type, name, protect }, index) => {
      const object = objects[index] ?? null;
      const resource: PulumiResource = { type, name, options: { protect }, object };
      const findings =
        rule.scope === "resource" ? evaluate(rule, resource, context) : evaluate(rule, object, context);
      return levelOf(rule, object, context) === "mandatory"
        ? findings.map(({ message }) => said(rule.id, index, message))
        : [];
    });
  });
}

describe("the program under every rule", () => {
  for (const engine of Object.values(Engine)) {
    for (const stack of Object.values(Environment)) {
      it(`is refused by none in ${stack} on ${engine}`, async () => {
        assert.deepEqual(await refusals(stack, engine), []);
      });
    }
  }
});
