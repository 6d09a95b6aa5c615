import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { toolSpecs } from "../../../../sandbox/tools/catalog";
import { findTool } from "../../../../sandbox/tools/find";
import { hostOf, toolFolder } from "../../../../sandbox/tools/host";
import { answer, newMachine, type Machine } from "./support";

describe("finding tools", () => {
  let machine: Machine;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(() => machine.remove());

  const host = (env: NodeJS.ProcessEnv = {}) => {
    const options = machine.options();
    return hostOf({ ...options, env: { ...options.env, ...env } });
  };
  const cached = (): string => join(toolFolder(host(), toolSpecs.etcd), "etcd");

  it("finds nothing on an empty machine, and warns of nothing", async () => {
    for (const tool of Object.values(toolSpecs)) {
      assert.equal(await findTool(host(), tool), undefined);
    }
    assert.deepEqual(machine.progress.lines, []);
  });

  it("prefers PATH to KUBEBUILDER_ASSETS and both to the cache", async () => {
    const assets = join(machine.root, "assets");
    await machine.program(cached(), answer("etcd", "3.6.6"));
    assert.deepEqual(await findTool(host(), toolSpecs.etcd), {
      path: cached(),
      version: "3.6.6",
      source: "cache",
    });

    const path = await machine.program(join(assets, "etcd"), answer("etcd", "3.5.21"));
    assert.deepEqual(await findTool(host({ KUBEBUILDER_ASSETS: assets }), toolSpecs.etcd), {
      path,
      version: "3.5.21",
      source: "KUBEBUILDER_ASSETS",
    });

    const own = await machine.program(join(machine.bin, "etcd"), answer("etcd", "3.6.1"));
    assert.deepEqual(await findTool(host({ KUBEBUILDER_ASSETS: assets }), toolSpecs.etcd), {
      path: own,
      version: "3.6.1",
      source: "PATH",
    });
  });

  it("takes the first good one on PATH, names the too old one before it", async () => {
    const older = await machine.program(join(machine.root, "old", "etcd"), answer("etcd", "3.4.30"));
    const good = await machine.program(join(machine.bin, "etcd"), answer("etcd", "3.6.1"));
    const found = await findTool(
      host({ PATH: `${join(machine.root, "old")}:${machine.bin}` }),
      toolSpecs.etcd,
    );
    assert.equal(found?.path, good);
    assert.equal(machine.progress.lines.length, 1);
    assert.match(machine.progress.lines[0] ?? "", /^warning: .* is 3\.4\.30, older than 3\.5\.13: skipped/);
    assert.ok(machine.progress.lines[0]?.includes(older));
  });

  it("does not take what is too new to be tested", async () => {
    await machine.program(join(machine.bin, "kustomize"), answer("kustomize", "6.0.0"));
    assert.equal(await findTool(host(), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.join(), /is 6\.0\.0, not older than 6\.0\.0/);
  });

  it("skips programs that fail, say nothing, or are none", async () => {
    await machine.program(join(machine.root, "a", "etcd"), "exit 3");
    await machine.program(join(machine.root, "b", "etcd"), "echo hello");
    await mkdir(join(machine.root, "c"));
    await writeFile(join(machine.root, "c", "etcd"), "#!/no/such/interpreter\n", { mode: 0o755 });
    await mkdir(join(machine.root, "d", "etcd"), { recursive: true });
    await writeFile(join(machine.bin, "etcd"), "no program", { mode: 0o644 });
    const path = ["a", "b", "c", "d"].map((name) => join(machine.root, name)).join(":");
    assert.equal(await findTool(host({ PATH: `${path}:${machine.bin}` }), toolSpecs.etcd), undefined);
    const { lines } = machine.progress;
    assert.equal(lines.length, 3, lines.join("\n"));
    assert.match(lines[0] ?? "", /does not tell its version \(etcd --version\)/);
    assert.match(lines[1] ?? "", /does not tell its version/);
    assert.match(lines[2] ?? "", /does not run \(E/);
  });

  it("does not wait for a program that hangs", async () => {
    await machine.program(join(machine.bin, "etcd"), "/bin/sleep 30 & wait");
    const options = machine.options();
    const impatient = hostOf({ ...options, timeouts: { probe: 1, answer: 1, stall: 1, version: 200 } });
    assert.equal(await findTool(impatient, toolSpecs.etcd), undefined);
    assert.match(machine.progress.lines.join(), /did not tell its version within 0\.2 s/);
  });

  it("ignores relative entries of PATH", async () => {
    await machine.program(join(machine.bin, "etcd"), answer("etcd", "3.6.6"));
    const before = process.cwd();
    process.chdir(machine.root);
    try {
      assert.equal(await findTool(host({ PATH: ":bin:." }), toolSpecs.etcd), undefined);
    } finally {
      process.chdir(before);
    }
  });

  it("warns when KUBEBUILDER_ASSETS points at nothing, and asks it only for what envtest ships", async () => {
    const env = { KUBEBUILDER_ASSETS: join(machine.root, "nothing") };
    assert.equal(await findTool(host(env), toolSpecs.kustomize), undefined);
    assert.deepEqual(machine.progress.lines, []);
    assert.equal(await findTool(host(env), toolSpecs.etcd), undefined);
    assert.match(machine.progress.lines.join(), /nothing\/etcd is not a program: skipped/);
  });

  it("never takes a redis from PATH: the sandbox needs its own", async () => {
    await symlink("/bin/true", join(machine.bin, "redis"));
    assert.equal(await findTool(host(), toolSpecs.redis), undefined);
  });

  it("replaces a cached binary that is broken or of another version", async () => {
    await machine.program(cached(), answer("etcd", "3.6.5"));
    assert.equal(await findTool(host(), toolSpecs.etcd), undefined);
    assert.match(machine.progress.lines.join(), /is 3\.6\.5, not 3\.6\.6: it is replaced/);
  });
});
