import assert from "node:assert/strict";
import type { Fix, Path } from "../../../safety";
import { edited } from "../../../review/edit";
import { EditProblem } from "../../../review/splice";

const object = "K//n";
const head = "apiVersion: a/v1\nkind: K\nmetadata:\n  name: n\n";
const edit = (text: string, path: Path, fix: Fix) => edited(text, { object, path, fix });

describe("edited", () => {
  const policy: Path = ["spec", "cleanupPolicy"];
  const skip: Fix = { set: "Skip" };
  const options: Path = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
  const finalizers: Path = ["metadata", "finalizers"];

  const cases: Readonly<Record<string, readonly [string, Path, Fix, string]>> = {
    "replaces a value and keeps its comment": [
      `${head}spec:\n  cleanupPolicy: Delete # why\n  a: 1\n`,
      policy,
      skip,
      `${head}spec:\n  cleanupPolicy: Skip # why\n  a: 1\n`,
    ],
    "keeps quotes": [
      `${head}spec: {cleanupPolicy: 'Delete'}\n`,
      policy,
      skip,
      `${head}spec: {cleanupPolicy: 'Skip'}\n`,
    ],
    "adds a field after the others, at their column": [
      `${head}spec:\n    a:   1 # odd spacing\n    b: {c: 1,d: 2}\n---\nkind: Other\n`,
      policy,
      skip,
      `${head}spec:\n    a:   1 # odd spacing\n    b: {c: 1,d: 2}\n    cleanupPolicy: Skip\n---\nkind: Other\n`,
    ],
    "adds what holds the field": [head, policy, skip, `${head}spec:\n  cleanupPolicy: Skip\n`],
    "adds to a text that does not end with a line": [
      head.trimEnd(),
      policy,
      skip,
      `${head}spec:\n  cleanupPolicy: Skip`,
    ],
    "fills a key without a value": [
      `${head}spec:\nother: 1\n`,
      policy,
      skip,
      `${head}spec:\n  cleanupPolicy: Skip\nother: 1\n`,
    ],
    "fills a field without a value": [
      `${head}spec:\n  cleanupPolicy:\n  a: 1\n`,
      policy,
      skip,
      `${head}spec:\n  cleanupPolicy: Skip\n  a: 1\n`,
    ],
    "keeps line ends of Windows": [
      `${head}spec:\n  a: 1\n`.replaceAll("\n", "\r\n"),
      policy,
      skip,
      `${head}spec:\n  a: 1\n  cleanupPolicy: Skip\n`.replaceAll("\n", "\r\n"),
    ],
    "writes JSON into JSON": [
      '{"apiVersion": "a/v1", "kind": "K", "metadata": {"name": "n"}, "spec": {}}',
      policy,
      skip,
      '{"apiVersion": "a/v1", "kind": "K", "metadata": {"name": "n"}, "spec": {"cleanupPolicy": "Skip"}}',
    ],
    "adds an option as an annotation": [
      head,
      options,
      { add: "Prune=false" },
      `${head}  annotations:\n    argocd.argoproj.io/sync-options: Prune=false\n`,
    ],
    "replaces the option of the same name and keeps the others": [
      `${head}  annotations:\n    argocd.argoproj.io/sync-options: "Prune=true,Replace=false"\n`,
      options,
      { add: "Prune=false" },
      `${head}  annotations:\n    argocd.argoproj.io/sync-options: "Prune=false,Replace=false"\n`,
    ],
    "adds an option to a list": [
      `${head}spec:\n  syncOptions:\n  - A=true # first\n  # last\n  other: 1\n`,
      ["spec", "syncOptions"],
      { add: "Prune=false" },
      `${head}spec:\n  syncOptions:\n  - A=true # first\n  - Prune=false\n  # last\n  other: 1\n`,
    ],
    "adds an option to a list in brackets": [
      `${head}spec: {syncOptions: [A=true]}\n`,
      ["spec", "syncOptions"],
      { add: "Prune=false" },
      `${head}spec: {syncOptions: [A=true, Prune=false]}\n`,
    ],
    "removes one item": [
      `${head}  finalizers:\n    - a\n    - b # why\n    - c\nspec: {}\n`,
      finalizers,
      { remove: "b" },
      `${head}  finalizers:\n    - a\n    - c\nspec: {}\n`,
    ],
    "removes the last item with its list": [
      `${head}  finalizers:\n    - b\nspec: {}\n`,
      finalizers,
      { remove: "b" },
      `${head}spec: {}\n`,
    ],
    "removes an item in brackets": [
      `${head}  finalizers: [a, b]\n`,
      finalizers,
      { remove: "b" },
      `${head}  finalizers: [a]\n`,
    ],
  };
  for (const [what, [text, path, fix, expected]] of Object.entries(cases)) {
    it(what, () => {
      assert.equal(edit(text, path, fix), expected);
    });
  }

  const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
    "a text without the object": ["kind: Other\n", /does not hold the object/],
    "two objects of one name": [`${head}---\n${head}`, /several objects/],
    "text that is no YAML": [`${head}a: [\n`, /not valid YAML/],
    "a value behind an anchor": [`${head}spec: &a {b: 1}\nother: *a\n`, /only a person/],
    "an alias": [`a: &a {b: 1}\n${head}spec: *a\n`, /anchor or in another shape/],
    "two objects of one name in other namespaces": [
      `${head.replace("name: n", "name: n\n  namespace: a")}---\n${head.replace("name: n", "name: n\n  namespace: b")}`,
      /does not hold the object/,
    ],
    "a block of text": [`${head}spec:\n  cleanupPolicy: |\n    Delete\n`, /anchor or in another shape/],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => edit(text, policy, skip),
        (error: unknown) => error instanceof EditProblem && message.test(error.message),
      );
    });
  }
});
