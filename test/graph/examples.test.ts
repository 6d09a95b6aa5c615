import assert from "node:assert/strict";
import { join } from "node:path";

import { policyRules } from "../../policy/levels";
import { evaluate, levelOf } from "../../safety";
import { recordGraph, type Registration } from "../support/graph";

const folder = join(__dirname, "..", "..", "examples");
const config = {
  kubeContext: "kind-dev",
  namespaces: '["mariadb-production"]',
  ageKey: "AGE-SECRET-KEY-1SENTINEL",
  teamsWebhookUrl: "https://example.com/workflow/sentinel",
};

const environments = {
  guard: "production",
  library: "staging",
  "existing-argocd": "production",
  "flux-sops": "production",
} as const;
type Example = keyof typeof environments;

const graphs = new Map<Example, Promise<Registration[]>>();

/** What an example registers; each runs once. */
function graphOf(example: Example): Promise<Registration[]> {
  const graph = graphs.get(example) ?? run(example);
  graphs.set(example, graph);
  return graph;
}

/** Runs the program of an example as the language host would: by loading it. */
function run(example: Example): Promise<Registration[]> {
  const path = join(folder, example, "index.ts");
  return recordGraph(
    () => {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a program that was loaded before would not run
      delete require.cache[path];
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when it is to run, and not before
      return require(path) as object;
    },
    { stack: environments[example], config },
  );
}

function kinds(graph: readonly Registration[]): string[] {
  return graph.map(({ type }) => type.split(":").at(-1) ?? "");
}

describe("the examples", () => {
  const registers: [Example, string[]][] = [
    ["guard", ["DeletionGuard", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]],
    ["library", ["Platform", "Deployment", "Application", "AppProject", "DeletionGuard"]],
    ["existing-argocd", ["DatabaseEnvironment", "Application", "AppProject", "DeletionGuard"]],
    ["flux-sops", ["Flux", "FluxInstance", "GitRepository", "Kustomization", "Alert", "DeletionGuard"]],
  ];
  for (const [example, expected] of registers) {
    it(`${example} registers what it promises`, async () => {
      const found = kinds(await graphOf(example));
      for (const kind of expected) {
        assert.ok(found.includes(kind), `${kind} in ${found.join(", ")}`);
      }
    });

    it(`${example} breaks no mandatory rule`, async () => {
      const context = { environment: environments[example] };
      for (const { type, name, inputs } of await graphOf(example)) {
        if (!type.startsWith("kubernetes:")) {
          continue;
        }
        for (const rule of policyRules
          .filter((candidate) => candidate.scope === "object")
          .filter((candidate) => levelOf(candidate, inputs as never, context) === "mandatory")) {
          assert.deepEqual(evaluate(rule, inputs as never, context), [], `${rule.id}: ${name}`);
        }
      }
    });

    it(`${example} shows no secret outside of a Secret`, async () => {
      for (const { type, name, inputs } of await graphOf(example)) {
        if (type !== "kubernetes:core/v1:Secret") {
          assert.doesNotMatch(JSON.stringify(inputs), /sentinel/i, name);
        }
      }
    });
  }

  it("existing-argocd installs nothing", async () => {
    assert.ok(
      !kinds(await graphOf("existing-argocd")).some((kind) => kind === "Release" || kind === "Chart"),
    );
  });

  it("flux-sops lets the sync identity write Secrets, and delete nothing", async () => {
    const roles = (await graphOf("flux-sops")).filter(({ type }) => type.endsWith(":Role"));
    const rulesOf = roles.flatMap(({ inputs }) => inputs.rules as { resources: string[]; verbs: string[] }[]);
    assert.ok(
      rulesOf.some(({ resources, verbs }) => resources.includes("secrets") && verbs.includes("patch")),
    );
    assert.ok(!rulesOf.some(({ verbs }) => verbs.includes("delete")));
  });
});
