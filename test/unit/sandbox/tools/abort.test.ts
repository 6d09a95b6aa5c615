import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ensureTools } from "../../../../sandbox/tools";
import { toolSpecs } from "../../../../sandbox/tools/catalog";
import { hostOf, toolFolder } from "../../../../sandbox/tools/host";
import { newMachine, type Machine } from "./support";

describe("interrupting a build", () => {
  let machine: Machine;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(() => machine.remove());

  const assertNothingLeft = (): void => {
    assert.deepEqual(readdirSync(toolFolder(hostOf(machine.options()), toolSpecs.etcd)), []);
  };
  const until = async (check: () => boolean): Promise<void> => {
    for (let i = 0; i < 500 && !check(); i++) {
      await sleep(10);
    }
    assert.ok(check());
  };

  it("ends everything Go started when it is aborted, and leaves nothing", async () => {
    const beat = join(machine.root, "beat");
    await machine.go(`echo half > "$out"; (while :; do echo x >> ${beat}; /bin/sleep 0.05; done) & wait`);
    const controller = new AbortController();
    const run = ensureTools(["etcd"], machine.options({ signal: controller.signal }));
    await until(() => existsSync(beat));
    const start = performance.now();
    controller.abort();
    await assert.rejects(run, { name: "AbortError" });
    assert.ok(performance.now() - start < 2_000, "only Go itself was asked to end");
    assertNothingLeft();
    const { size } = statSync(beat);
    await sleep(200);
    assert.equal(statSync(beat).size, size, "a compiler that Go started goes on");
  });

  it("kills what ignores the request to end", async function () {
    this.timeout(15_000);
    const beat = join(machine.root, "beat");
    await machine.go(`trap '' TERM; while :; do echo x >> ${beat}; /bin/sleep 0.05; done`);
    const controller = new AbortController();
    const run = ensureTools(["etcd"], machine.options({ signal: controller.signal }));
    await until(() => existsSync(beat));
    controller.abort();
    await assert.rejects(run, { name: "AbortError" });
    assertNothingLeft();
  });
});
