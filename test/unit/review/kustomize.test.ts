import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { ReviewProblem } from "../../../review/diagnostic";
import { findRenderer, originsOf, renderFolder } from "../../../review/kustomize";
import type { Value } from "../../../safety";
import { scratch } from "./support";

describe("findRenderer", () => {
  const folder = scratch();
  const at = (name: string) => join(folder.path, name);
  before(() => {
    folder.write({
      "both/kustomize": "#!/bin/sh\n",
      "both/kubectl": "#!/bin/sh\n",
      "one/kubectl": "#!/bin/sh\necho 'a: 1'\necho \"Warning: $2 is old\" >&2\n",
      "none/kustomize": "no program",
    });
    for (const name of ["both/kustomize", "both/kubectl", "one/kubectl"]) {
      chmodSync(at(name), 0o755);
    }
  });
  after(() => {
    folder.remove();
  });

  it("takes kustomize before kubectl", () => {
    assert.deepEqual(findRenderer({ PATH: `${at("one")}:${at("both")}` }), {
      command: at("both/kustomize"),
      args: ["build"],
    });
    assert.deepEqual(findRenderer({ PATH: at("one") }), { command: at("one/kubectl"), args: ["kustomize"] });
  });

  it("takes the one that KUSTOMIZE names, and refuses one that cannot run", () => {
    assert.equal(findRenderer({ KUSTOMIZE: at("one/kubectl"), PATH: at("both") }).command, at("one/kubectl"));
    assert.throws(() => findRenderer({ KUSTOMIZE: at("none/kustomize") }), /cannot be executed/);
  });

  it("says what to do when there is none", () => {
    for (const path of [at("none"), ""]) {
      assert.throws(
        () => findRenderer({ PATH: path }),
        (error: unknown) => error instanceof ReviewProblem && error.message.includes("Install one of them"),
      );
    }
  });

  it("passes warnings on, with the name of the folder instead of its place on disk", async () => {
    const { KUSTOMIZE } = process.env;
    process.env.KUSTOMIZE = at("one/kubectl");
    try {
      const { text, warnings } = await renderFolder(at("both"), "overlay");
      assert.equal(text, "a: 1\n");
      assert.deepEqual(warnings, ["Warning: overlay is old"]);
    } finally {
      if (KUSTOMIZE === undefined) {
        delete process.env.KUSTOMIZE;
      } else {
        process.env.KUSTOMIZE = KUSTOMIZE;
      }
    }
  });
});

const delivery = (lines: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: databases
spec:
${lines}`;

describe("the places of a rendered overlay", () => {
  const folder = scratch();
  before(() => {
    folder.write({
      "base/kustomization.yaml": "resources: [delivery.yaml]\n",
      "base/delivery.yaml": delivery("  prune: true\n  interval: 5m\n  path: ./a\n"),
      "overlays/production/kustomization.yaml":
        'resources: [../../base]\npatches: [{path: patch.yaml}, {patch: \'[{"op": "add", "path": "/x", "value": 1}]\', target: {kind: A}}]\n',
      "overlays/production/patch.yaml": delivery("  interval: 10m\n"),
    });
  });
  after(() => {
    folder.remove();
  });

  function place(path: readonly string[], rendered: object): string {
    const origins = originsOf({ name: "o", path: `${folder.path}/overlays/production` });
    const { file, line, column } = origins.positionOf(rendered as Value, path);
    return `${file}:${line}:${column}`;
  }

  const object = (spec: object) => ({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "databases" },
    spec,
  });

  it("are where the rendered value is written: in the patch, else in the base", () => {
    assert.equal(place(["spec", "interval"], object({ interval: "10m" })), "o/patch.yaml:6:3");
    assert.equal(place(["spec", "interval"], object({ interval: "5m" })), "../base/delivery.yaml:7:3");
    assert.equal(place(["spec", "prune"], object({ prune: true })), "../base/delivery.yaml:6:3");
  });

  it("are the nearest written field, in the overlay's own file, for one that is written nowhere", () => {
    assert.equal(place(["spec", "timeout"], object({})), "o/patch.yaml:5:1");
  });

  it("are the overlay's kustomization for an object that no file has", () => {
    assert.equal(place(["spec"], { ...object({}), metadata: { name: "x" } }), "o/kustomization.yaml:1:1");
  });

  it("count the files of the overlay and its bases", () => {
    assert.equal(originsOf({ name: "o", path: `${folder.path}/overlays/production` }).files, 4);
  });
});
