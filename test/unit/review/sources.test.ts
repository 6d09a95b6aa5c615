import assert from "node:assert/strict";
import { join } from "node:path";
import { readTarget } from "../../../review/folder";
import { leavesOf, scan } from "../../../review/scan";
import { environmentSaidBy, readerOf, sourceOf } from "../../../review/sources";
import { pruning, reviewed, scratch, type Scratch } from "./support";

describe("a folder", () => {
  const folder = scratch();
  const target = { name: "all", path: folder.path };

  before(() => {
    folder.write({
      "a.yaml": "a: 1\n",
      "b.yml": "apiVersion: v1\nkind: Service\n",
      "c.json": "{}",
      "d.txt": "",
      "deep/er/e.yaml": "",
      "overlay/kustomization.yaml": "resources: [f.yaml, part]\nnamespace: deep\n",
      "overlay/part/kustomization.yaml": "resources: []\n",
      "overlay/unlisted.yaml": "",
      "vendor/k.yaml": "",
      "deep/fixtures/l.yaml": "",
      "overlay/f.yaml": "",
      "overlay/deep/g.yaml": "",
      "chart/Chart.yaml": "",
      "chart/templates/h.yaml": "{{ x }}",
      ".hidden/i.yaml": "",
      "node_modules/j.yaml": "",
    });
  });
  after(() => {
    folder.remove();
  });

  const names = (targets: readonly { readonly name: string }[]) => targets.map(({ name }) => name);
  const reader = (raw = false) => readerOf(folder.path, raw);

  it("lists manifests, kustomizations and charts below it, without what is not of this project", () => {
    const { files, kustomizations, charts, unlisted, skipped } = scan(target, false);
    assert.deepEqual(names(files), [
      "all/a.yaml",
      "all/b.yml",
      "all/c.json",
      "all/deep/er/e.yaml",
      "all/overlay/deep/g.yaml",
    ]);
    assert.deepEqual(names(kustomizations.map((one) => one.folder)), ["all/overlay", "all/overlay/part"]);
    assert.deepEqual(names(leavesOf(kustomizations).map((one) => one.folder)), ["all/overlay"]);
    assert.deepEqual(names(charts), ["all/chart"]);
    assert.deepEqual(names(unlisted), ["all/overlay/unlisted.yaml"]);
    assert.deepEqual(names(skipped), ["all/deep/fixtures", "all/vendor"]);
  });

  it("has no kustomization that nobody renders: one in a circle counts, and one that only an unused component takes in", () => {
    const own = scratch();
    own.write({
      "a/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../a]\n",
      "c/kustomization.yaml": "kind: Component\nresources: [../d]\n",
      "d/kustomization.yaml": "resources: [e.yaml]\n",
      "self/kustomization.yaml": "resources: [.]\n",
    });
    const { kustomizations } = scan({ name: ".", path: own.path }, false);
    assert.deepEqual(names(leavesOf(kustomizations).map((one) => one.folder)), ["self", "a", "d"]);
    own.remove();
  });

  it("reads the object of Flux in a file that has the name of Kustomize's as a manifest", () => {
    const own = scratch();
    own.write({ "flux/kustomization.yaml": pruning });
    const { kustomizations, files } = scan({ name: ".", path: own.path }, false);
    assert.deepEqual([kustomizations.length, names(files)], [0, ["flux/kustomization.yaml"]]);
    own.remove();
  });

  it("lists the files of kustomizations when asked, but not the kustomization itself", () => {
    const files = names(scan(target, true).files);
    assert.ok(files.includes("all/overlay/f.yaml") && files.includes("all/overlay/deep/g.yaml"));
    assert.ok(!files.includes("all/overlay/kustomization.yaml"));
  });

  it("says what was left out, in a line for each reason", async () => {
    const { PATH } = process.env;
    process.env.PATH = folder.path;
    try {
      const sources = await readTarget(target, reader(true));
      const notes = (sources ?? []).flatMap((source) => source.notes);
      assert.deepEqual(notes, [
        "The chart all/chart is left out, because its templates are not manifests and it cannot be rendered: no helm is on PATH.",
        "all: left out 6 files without apiVersion and kind: all/a.yaml, all/c.json, all/deep/er/e.yaml, all/overlay/deep/g.yaml, all/overlay/f.yaml and 1 more.",
        "all: left out 2 folders of packages or of data for tests; name it to review it: all/deep/fixtures, all/vendor.",
      ]);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it("judges a file that is named, whatever it holds", async () => {
    const [source] =
      (await readTarget({ name: "a.yaml", path: join(folder.path, "a.yaml") }, reader())) ?? [];
    assert.equal(source?.objects.length, 1);
  });

  it("knows when there is no such file", async () => {
    assert.equal(await readTarget({ name: "x", path: join(folder.path, "x") }, reader()), undefined);
  });
});

function said(text: string, name = "a.yaml") {
  return environmentSaidBy(sourceOf(name, text));
}

describe("environmentSaidBy", () => {
  it("reads the label, the namespace, the name of a Namespace and the path", () => {
    assert.equal(said("metadata: {labels: {mariadb-gitops.dev/environment: staging}}"), "staging");
    assert.equal(said("metadata: {namespace: mariadb-dev}"), "dev");
    assert.equal(said("metadata: {namespace: production}"), "production");
    assert.equal(said("{kind: Namespace, metadata: {name: mariadb-staging}}"), "staging");
    assert.equal(said("a: 1", "gitops/overlays/dev/a.yaml"), "dev");
  });

  it("takes the strictest of several", () => {
    assert.equal(said("metadata: {namespace: mariadb-production}", "overlays/dev"), "production");
    assert.equal(said("metadata: {namespace: dev}\n---\nmetadata: {namespace: staging}"), "staging");
    assert.equal(
      said("metadata: {namespace: staging, labels: {mariadb-gitops.dev/environment: dev}}"),
      "staging",
    );
  });

  it("takes a label of another name for production", () => {
    assert.equal(
      said("metadata: {namespace: dev, labels: {mariadb-gitops.dev/environment: prod}}"),
      "production",
    );
  });

  it("knows nothing without any of them", () => {
    assert.equal(said("metadata: {namespace: databases, name: dev}", "manifests/dev-tools.yaml"), undefined);
    assert.equal(said("a: 1", "overlays/prod-eu/a.yaml"), undefined);
  });
});

describe("clusters of several environments under one --env", () => {
  let folder: Scratch;
  beforeEach(() => {
    folder = scratch();
    const server =
      "apiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata: {name: mariadb, namespace: mariadb}\nspec: {replicas: 1}\n";
    folder.write({
      "clusters/production/mariadb.yaml": server,
      "clusters/staging/mariadb.yaml": server,
      "clusters/base.yaml": server,
    });
  });
  afterEach(() => {
    folder.remove();
  });

  /** The level of replicas-allow-disruption, which is found in production alone, by the file of the server. */
  async function levels(...words: readonly string[]) {
    const { findings: found, err } = await reviewed(words);
    const own = found.filter(({ rule }) => rule === "replicas-allow-disruption");
    return {
      levels: Object.fromEntries(own.map(({ file, level }) => [file.slice(folder.path.length + 1), level])),
      err,
    };
  }

  it("are each judged as their own, and the rest as --env says", async () => {
    for (const [environment, base] of [
      ["staging", {}],
      ["production", { "clusters/base.yaml": "warning" }],
    ] as const) {
      const { levels: found, err } = await levels(folder.path, "--env", environment);
      assert.deepEqual(found, { "clusters/production/mariadb.yaml": "warning", ...base }, environment);
      const other = environment === "staging" ? "production" : "staging";
      const note = new RegExp(
        `note: \\S*clusters/${other}/mariadb\\.yaml: judged as ${other}, as its path says`,
      );
      assert.match(err, note);
      assert.equal(err.match(/judged as/g)?.length, 1);
    }
  });

  it("is what --env says for one that is named alone", async () => {
    const { levels: found, err } = await levels(join(folder.path, "clusters/staging"), "--env", "production");
    assert.deepEqual(found, { "clusters/staging/mariadb.yaml": "warning" });
    assert.doesNotMatch(err, /judged as/);
  });
});
