import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import {
  chartImages,
  mirrored,
  mirrorProblems,
  mirrorValues,
  type Mirror,
} from "../../../../components/chart/mirror";
import { reasonsOf } from "../../../../components/problems";
import { charts } from "../../../../components/versions";
import { field } from "../../../support/manifest";
import { needShared } from "../../../support/shared";

const images = "registry.example.com:5000/mirror";

describe("a mirror of images", () => {
  const places: readonly [string, string][] = [
    ["quay.io/argoproj/argocd", "argoproj/argocd"],
    ["ghcr.io/fluxcd", "fluxcd"],
    ["mariadb", "library/mariadb"],
    ["docker.io/mariadb", "library/mariadb"],
    ["mariadb/maxscale", "mariadb/maxscale"],
    ["docker.io/library/mariadb", "library/mariadb"],
    ["localhost/one/image", "one/image"],
    ["localhost:5000/one/image", "one/image"],
  ];
  for (const [image, path] of places) {
    it(`holds ${image} under the path that it has in its own registry`, () => {
      const place = mirrored(image, { images });
      assert.equal(place, `${images}/${path}`);
      assert.equal(mirrored(image, {}), image);
    });
  }

  it("changes no value when there is none", () => {
    for (const chart of Object.values(chartImages)) {
      assert.deepEqual([mirrorValues(chart, undefined), mirrorValues(chart, {})], [{}, {}]);
    }
  });

  for (const [key, { repositories }] of Object.entries(chartImages)) {
    const { chart } = charts[key as keyof typeof charts];
    it(`knows the repositories that the chart of ${key} has by default`, function () {
      if (Object.keys(repositories).length === 0 || key === "fluxOperator") {
        return;
      }
      const values: unknown = parse(readFileSync(needShared(this, `charts/${chart}/values.yaml`), "utf8"));
      for (const [path, repository] of Object.entries(repositories)) {
        assert.equal(field(values, ...path.split(".")), repository, path);
      }
    });
  }

  const refused: readonly [Mirror, RegExp][] = [
    [{ images: "https://registry.example.com" }, /without a scheme, such as registry\.example\.com\/mirror/],
    [{ images: "registry.example.com/" }, /mirror\.images is/],
    [{ images: "" }, /mirror\.images is ""/],
    [{ charts: "registry.example.com/charts" }, /mirror\.charts is .*; set an https:\/\/ or oci:\/\//],
    [{ imagePullSecrets: ["a_b"] }, /mirror\.imagePullSecrets has "a_b"/],
  ];
  for (const [mirror, message] of refused) {
    it(`is refused as ${JSON.stringify(mirror)}`, () => {
      assert.match(reasonsOf(mirrorProblems("mirror", mirror)).join(), message);
    });
  }

  it("is accepted with a port, a folder and several Secrets", () => {
    const mirror = { images, charts: "oci://registry.example.com/charts", imagePullSecrets: ["a", "b.c"] };
    assert.deepEqual(mirrorProblems("mirror", mirror), []);
  });
});
