import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { layout, type Layout } from "../../../sandbox/ground/layout";
import { stop } from "../../../sandbox/stop";

describe("npm stop -- --clean", () => {
  let where: Layout;
  beforeEach(() => {
    where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-stop-")));
    for (const folder of [where.etcd, stateOf("sandbox"), join(where.pulumi, "stacks", "sandbox")]) {
      mkdirSync(folder, { recursive: true });
    }
    writeFileSync(join(where.pulumi, "passphrase"), "secret");
  });
  afterEach(() => {
    rmSync(where.root, { recursive: true, force: true });
  });

  const stateOf = (cluster: string): string => join(where.pulumi, "state", cluster);

  it("removes the whole sandbox", async () => {
    assert.match((await stop(where, true)).join(" "), /Removed/);
    assert.equal(existsSync(where.root), false);
  });

  it("leaves everything for the next start without --clean", async () => {
    await stop(where, false);
    assert.equal(existsSync(where.etcd), true);
  });

  it("keeps what Pulumi knows about a cluster of the user's, and what opens it", async () => {
    mkdirSync(stateOf("prod%2Feu"), { recursive: true });
    const lines = await stop(where, true);
    assert.match(lines.join(" "), /Kept Pulumi's state of prod\/eu/);
    assert.equal(existsSync(stateOf("prod%2Feu")), true);
    assert.equal(existsSync(join(where.pulumi, "passphrase")), true);
    assert.equal(existsSync(where.etcd), false);
    assert.equal(existsSync(stateOf("sandbox")), false);
  });
});
