import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readCrd, schemaProblems } from "../../support/crd-schema";
import { needShared } from "../../support/shared";
import { rules, type Value } from "../../../safety";
import { groupOf, identityOf, textAt } from "../../../safety/objects";
import { examples } from "./examples";
import { application, applicationSet, edit, gitRepository, kustomization, type Manifest } from "./objects";

/** Rules whose bad examples are about kinds and fields that do not exist. */
const aboutUnknownFields = ["mariadb-api-group", "mariadb-unknown-fields"];

const revision = { targetRevision: "main", repoURL: "https://git.example.com/a.git" };
const automated = { enabled: true, prune: true, selfHeal: true, allowEmpty: true };
const template = { metadata: { finalizers: ["x"] }, spec: { destination: {}, project: "default" } };

/** Objects in which fields are set that rules read and no page shows, at the type that the rules expect. */
const complete: readonly Manifest[] = [
  [
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
        syncStrategy: { apply: { force: true }, hook: { force: true } },
        revision: "x",
        revisions: ["x"],
        source: revision,
        sources: [revision],
      },
    ],
  ].reduce(set, application("production")),
  [
    [["spec", "template", "spec", "syncPolicy", "automated"], automated],
    [["spec", "template", "metadata", "finalizers"], ["x"]],
    [["spec", "strategy", "type"], "RollingSync"],
    [["spec", "templatePatch"], "x"],
    [["spec", "generators", 0], { matrix: { generators: [{ list: { template } }], template } }],
  ].reduce(set, applicationSet("production")),
  kustomization(),
  gitRepository({ commit: "a", name: "b", semver: "c", tag: "d", branch: "e" }),
];

function set(object: Manifest, change: readonly unknown[]): Manifest {
  return edit(object, change[0] as string[], change[1] as Value);
}

describe("the fields that rules read", () => {
  let definitions: ReadonlyMap<string, string>;
  before(function () {
    const folder = needShared(this, "crds");
    definitions = new Map(readdirSync(folder).map((file) => [file, join(folder, file)]));
  });

  /** What the definition of an object's kind says against it; nothing for kinds of Kubernetes itself. */
  function problems(object: Value): readonly string[] {
    const { kind } = identityOf(object);
    const apiVersion = textAt(object, ["apiVersion"]);
    const found = [...definitions.values()].flatMap((file) => schemaIn(file, apiVersion, kind));
    const builtIn = !groupOf(apiVersion).includes(".") || groupOf(apiVersion).endsWith(".k8s.io");
    // Tools that the package does not work with; their definitions are not shared.
    const foreign = ["schemas.schemahero.io", "db.atlasgo.io"].includes(groupOf(apiVersion));
    assert.ok(builtIn || foreign || found.length > 0, `no definition of ${apiVersion} ${kind}`);
    return found.flatMap((schema) => schemaProblems(schema as never, object as never));
  }

  for (const object of complete) {
    it(`exist in the definition of ${identityOf(object).kind}`, () => {
      const found = problems(object).filter((problem) => !problem.includes("metadata"));
      assert.deepEqual(found, []);
    });
  }

  for (const rule of rules.filter((rule) => rule.scope !== "resource")) {
    it(`exist in the examples of ${rule.id}`, () => {
      const bad = aboutUnknownFields.includes(rule.id) ? [] : examples(rule, "Bad");
      for (const { before, after } of [...bad, ...examples(rule, "Good")]) {
        // An example shows the fields of its rule only, so others that the kind requires may be missing.
        const found = [...before, ...after]
          .flatMap(problems)
          .filter((problem) => !problem.endsWith(": required"));
        assert.deepEqual(found, [], rule.docs);
      }
    });
  }
});

const schemas = new Map<string, readonly unknown[]>();

function schemaIn(file: string, apiVersion: string, kind: string): readonly unknown[] {
  const key = `${file} ${apiVersion} ${kind}`;
  const known = schemas.get(key);
  if (known !== undefined) {
    return known;
  }
  let found: readonly unknown[];
  try {
    found = [readCrd(file, apiVersion, kind).schema];
  } catch {
    found = [];
  }
  schemas.set(key, found);
  return found;
}
