import assert from "node:assert/strict";
import { formatPath, rules } from "../../../safety";
import type { Value } from "../../../safety";
import { readCrd, schemaProblems } from "../../support/crd-schema";
import { needShared } from "../../support/shared";
import { examples } from "./examples";
import { application, applicationSet, edit, gitRepository, kustomization } from "./objects";
import type { Manifest } from "./objects";

const files: Readonly<Record<string, string>> = {
  Application: "argoproj.io_applications.yaml",
  ApplicationSet: "argoproj.io_applicationsets.yaml",
  Kustomization: "kustomize.toolkit.fluxcd.io_kustomizations.yaml",
  GitRepository: "source.toolkit.fluxcd.io_gitrepositories.yaml",
};

const revision = { targetRevision: "main", repoURL: "https://git.example.com/a.git" };
const automated = { enabled: true, prune: true, selfHeal: true, allowEmpty: true };
const template = { metadata: { finalizers: ["x"] }, spec: { destination: {}, project: "default" } };

/** Objects in which every field is set that some rule reads, at the type that the rule expects. */
const complete: Readonly<Record<string, Manifest>> = {
  Application: [
    [["spec", "syncPolicy", "automated"], automated],
    [["spec", "source", "chart"], "mariadb-operator"],
    [["spec", "sources"], [revision]],
    [
      ["spec", "sourceHydrator"],
      { drySource: { ...revision, path: "." }, syncSource: { targetBranch: "x", path: "y" } },
    ],
    [
      ["operation", "sync"],
      {
        prune: true,
        syncOptions: ["x"],
        revision: "x",
        revisions: ["x"],
        source: revision,
        sources: [revision],
      },
    ],
  ].reduce(set, application("production")),
  ApplicationSet: [
    [["spec", "template", "spec", "syncPolicy", "automated"], automated],
    [["spec", "template", "metadata", "finalizers"], ["x"]],
    [["spec", "strategy", "type"], "RollingSync"],
    [["spec", "templatePatch"], "x"],
    [["spec", "generators", 0], { matrix: { generators: [{ list: { template } }], template } }],
  ].reduce(set, applicationSet("production")),
  Kustomization: kustomization(),
  GitRepository: gitRepository({ commit: "a", name: "b", semver: "c", tag: "d", branch: "e" }),
};

function set(object: Manifest, change: readonly unknown[]): Manifest {
  return edit(object, change[0] as string[], change[1] as Value);
}

describe("the fields that rules read", () => {
  for (const [kind, file] of Object.entries(files)) {
    it(`exist in the definition of ${kind}`, function () {
      const object = complete[kind] ?? assert.fail(kind);
      const { schema } = readCrd(needShared(this, "crds", file), object.apiVersion as string, kind);
      const problems = schemaProblems(schema, object as never).filter(
        (problem) => !problem.includes("metadata"),
      );
      assert.deepEqual(problems, []);
    });
  }

  it("exist in the examples of the rules' pages", function () {
    for (const rule of rules) {
      for (const example of examples(rule, "Bad").concat(examples(rule, "Good"))) {
        const file = files[example.kind] ?? assert.fail(formatPath([rule.id, example.kind]));
        const { schema } = readCrd(needShared(this, "crds", file), example.apiVersion, example.kind);
        // An example shows the fields of its rule only, so others that the kind requires may be missing.
        const problems = schemaProblems(schema, example as never).filter(
          (problem) => !problem.endsWith(": required"),
        );
        assert.deepEqual(problems, [], rule.docs);
      }
    }
  });
});
