import assert from "node:assert/strict";
import { originsOf } from "../../../review/origin";
import type { Value } from "../../../safety";
import { scratch } from "./support";

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
    const { file, line, column } = origins.placeOf(rendered as Value, path);
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
