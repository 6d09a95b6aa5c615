import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { stale } from "../../../docs/generate";
import { parts, renderVersions } from "../../../docs/versions";
import { charts, testedCharts, versions } from "../../../components/versions";
import { TOOLS } from "../../../sandbox/tools";
import { needShared } from "../../support/shared";

const root = resolve(__dirname, "../../..");
const keys = Object.keys(charts) as (keyof typeof charts)[];

describe("the page of versions", () => {
  it("shows what is pinned, what the tests run, and what they could not try", () => {
    const { content } = renderVersions([
      { name: "Operator", pinned: "chart 2", tested: "chart 1", untried: "chart 2; a | b" },
    ]);
    assert.match(content, /\| Operator \| chart 2 \| chart 1 \| chart 2; a \\\| b \|/);
  });

  it("names each part once, and says of each what the tests ran", () => {
    const listed = parts();
    assert.equal(new Set(listed.map(({ name }) => name)).size, listed.length);
    for (const { name, pinned, tested } of listed) {
      assert.ok(pinned !== "", name);
      assert.match(tested, /\d/, name);
    }
  });

  it("has every chart, and lists the pinned one as not tried where the tests ran another", () => {
    for (const key of keys) {
      const pinned = `chart ${charts[key].version}`;
      const tested = `chart ${testedCharts[key]}`;
      const part = parts().find((part) => part.pinned === pinned && part.tested.startsWith(tested));
      assert.ok(part, key);
      if (pinned !== tested) {
        assert.ok(part.untried.includes(charts[key].version), key);
      }
    }
  });

  it("takes the versions of the sandbox from its catalog", () => {
    const tested = parts()
      .map((part) => part.tested)
      .join("; ");
    for (const tool of ["kube-apiserver", "etcd", "argocd", "pulumi", "kubeseal"] as const) {
      assert.ok(tested.includes(TOOLS[tool].version), tool);
    }
  });

  it("is out of date as soon as a part is tested with another version", () => {
    const raised = parts().map((part) => (part.name === "Flux" ? { ...part, tested: "later" } : part));
    assert.equal(stale([renderVersions(raised)], root).length, 1);
  });

  it("says that the operator stays pinned to a release that no test could run", () => {
    assert.match(renderVersions().content, /before 26\.10 can recover a Galera cluster from an empty node/);
  });

  it("agrees with the charts that the tests install", function () {
    const folder = needShared(this, "official", "charts");
    const packed = keys.map((key) => `${charts[key].chart.split("/").at(-1) ?? ""}-${testedCharts[key]}.tgz`);
    assert.deepEqual(packed.toSorted(), readdirSync(folder).toSorted());
  });
});

describe("the other pages", () => {
  const generated = ["versions.md", "configuration.md", "air-gapped.md"];
  const pages = [
    "README.md",
    ...["docs", "docs/components", "docs/runbooks"].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((file) => file.endsWith(".md") && !generated.includes(file))
        .map((file) => join(folder, file)),
    ),
  ];
  const stated = [
    ...keys.flatMap((key) => [charts[key].version, testedCharts[key]]),
    ...Object.values(TOOLS).map(({ version }) => version),
    versions.argoCd.app.slice(1),
    versions.flux.distribution,
    versions.sealedSecrets.controller,
  ];

  for (const page of pages) {
    it(`link to it instead of repeating a version: ${page}`, () => {
      const words = readFileSync(join(root, page), "utf8").match(/\d+(?:\.\d+)+/g) ?? [];
      assert.deepEqual(
        words.filter((word) => stated.includes(word)),
        [],
      );
    });
  }
});
