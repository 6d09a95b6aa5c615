import assert from "node:assert/strict";
import { resolve } from "node:path";

import { chartImages } from "../../../components/chart/mirror";
import { charts, versions, type ChartSource } from "../../../components/versions";
import { renderAirGapped } from "../../../docs/air-gapped";
import { stale } from "../../../docs/generate";

const page = renderAirGapped();

describe("the page about clusters without internet access", () => {
  it("is up to date", () => {
    assert.deepEqual(stale([page], resolve(__dirname, "../../..")), []);
  });

  it("says of every chart where it comes from, and how to copy it at its version", () => {
    for (const { chart, version } of Object.values<ChartSource>(charts)) {
      const name = chart.split("/").at(-1) ?? chart;
      assert.ok(
        page.content.includes(`helm push ${name}-${version}.tgz oci://registry.example.com/charts`),
        name,
      );
    }
  });

  it("lists every image of every chart, Flux's own, and the server's with its digest", () => {
    const images = Object.values(chartImages).flatMap(({ repositories }) => Object.values(repositories));
    for (const image of [...images, "ghcr.io/fluxcd/source-controller", versions.mariadb.image]) {
      assert.ok(page.content.includes(`| \`${image}`), image);
    }
    const digest = versions.mariadb.image.split("@")[1] ?? "none";
    assert.match(
      page.content,
      new RegExp(`value: registry.example.com/mirror/library/mariadb:[\\d.]+@${digest}`),
    );
  });
});
