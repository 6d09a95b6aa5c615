import assert from "node:assert/strict";
import { join } from "node:path";

import { ensureTools } from "../../../../sandbox/tools";
import { answer, make, newMachine, type Machine } from "./support";

describe("ensureTools", () => {
  let machine: Machine;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(() => machine.remove());

  it("takes each tool from the first place that has it", async () => {
    const path = await machine.program(join(machine.bin, "etcd"), answer("etcd", "3.6.1"));
    const assets = join(machine.root, "assets");
    await machine.program(join(assets, "kube-apiserver"), answer("kube-apiserver", "1.35.0"));
    await machine.program(join(assets, "etcd"), answer("etcd", "3.6.5"));
    await machine.go(make("kustomize", "5.8.1"));
    const options = machine.options();
    const tools = await ensureTools(["etcd", "kube-apiserver", "kustomize"], {
      ...options,
      env: { ...options.env, KUBEBUILDER_ASSETS: assets },
    });
    assert.deepEqual(Object.keys(tools), ["etcd", "kube-apiserver", "kustomize"]);
    assert.deepEqual([tools.etcd.source, tools.etcd.path, tools.etcd.version], ["PATH", path, "3.6.1"]);
    assert.equal(tools["kube-apiserver"].source, "KUBEBUILDER_ASSETS");
    assert.equal(tools.kustomize.source, "build");
    for (const tool of Object.values(tools)) {
      assert.ok(tool.seconds > 0 && tool.seconds < 10);
    }
  });

  it("needs no Go and no network when everything is found", async () => {
    await machine.program(join(machine.bin, "etcd"), answer("etcd", "3.6.6"));
    await ensureTools(["etcd"], machine.options());
    assert.deepEqual(machine.progress.lines.length, 1);
    assert.match(machine.progress.lines[0] ?? "", /^success: etcd v3\.6\.6 \(PATH, 0\.\ds\): /);
  });

  it("does nothing when it is aborted already", async () => {
    await machine.go(make("etcd", "3.6.6"));
    await assert.rejects(ensureTools(["etcd"], machine.options({ signal: AbortSignal.abort() })), {
      name: "AbortError",
    });
    assert.deepEqual(machine.progress.lines, []);
  });
});
