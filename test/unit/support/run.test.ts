import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { waitFor } from "../../../sandbox/ground/wait";
import { Workplace } from "../../support/workplace";

describe("a run of the tests", () => {
  it("keeps its temporary files in one folder, which goes with it when it is killed", async function () {
    this.timeout(30_000);
    const workplace = new Workplace();
    const script = `
      const { mochaGlobalSetup } = require(${JSON.stringify(join(__dirname, "../../support/skip.ts"))});
      mochaGlobalSetup();
      console.log(require("node:os").tmpdir());
      setInterval(() => {}, 1000);`;
    const run = spawn(process.execPath, ["--require", "ts-node/register/transpile-only", "-e", script], {
      env: { ...process.env, TMPDIR: workplace.folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [folder] = (await once(createInterface({ input: run.stdout }), "line")) as [string];
    assert.ok(folder.startsWith(workplace.folder) && folder !== tmpdir() && existsSync(folder));
    run.kill("SIGKILL");
    await once(run, "close");
    await waitFor("the folder to go", () => Promise.resolve(!existsSync(folder)), { seconds: 5 });
    await workplace.end();
  });
});
