import assert from "node:assert/strict";
import { join } from "node:path";
import { listFolder } from "../../../review/folder";
import { readTarget } from "../../../review/read-target";
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
