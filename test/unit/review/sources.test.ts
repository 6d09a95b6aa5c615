import assert from "node:assert/strict";
import { join } from "node:path";
import { environmentSaidBy, readTarget, sourceOf } from "../../../review/sources";
import { listFolder } from "../../../review/target";
import { scratch } from "./support";

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
      "overlay/kustomization.yaml": "resources: [f.yaml]\n",
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

  it("lists manifests below it, without kustomizations, charts and what is not of this project", () => {
    const { files, kustomizations, charts } = listFolder(target, false);
    assert.deepEqual(
      files.map(({ name }) => name),
      ["all/a.yaml", "all/b.yml", "all/c.json", "all/deep/er/e.yaml"],
    );
    assert.deepEqual(kustomizations, ["all/overlay"]);
    assert.deepEqual(charts, ["all/chart"]);
  });

  it("lists the files of kustomizations when asked, but not the kustomization itself", () => {
    const names = listFolder(target, true).files.map(({ name }) => name);
    assert.ok(names.includes("all/overlay/f.yaml") && names.includes("all/overlay/deep/g.yaml"));
    assert.ok(!names.includes("all/overlay/kustomization.yaml"));
  });

  it("says what was left out", async () => {
    const sources = await readTarget(target, false);
    const notes = (sources ?? []).flatMap((source) => source.notes);
    assert.equal(notes.length, 4, notes.join("\n"));
    assert.match(notes.join("\n"), /all\/a\.yaml: 1 without apiVersion and kind/);
    assert.match(notes.join("\n"), /left out all\/overlay, which are kustomizations/);
    assert.match(notes.join("\n"), /left out all\/chart, which are charts/);
  });

  it("judges a file that is named, whatever it holds", async () => {
    const [source] = (await readTarget({ name: "a.yaml", path: join(folder.path, "a.yaml") }, false)) ?? [];
    assert.equal(source?.objects.length, 1);
  });

  it("knows when there is no such file", async () => {
    assert.equal(await readTarget({ name: "x", path: join(folder.path, "x") }, false), undefined);
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
