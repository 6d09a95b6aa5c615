import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { startTime } from "../../../sandbox/cluster/process";
import { waitFor } from "../../../sandbox/ground/wait";
import { Workplace } from "../../support/workplace";

const sleep = { command: "/bin/sleep", args: ["60"] };
const atOnce = (): Promise<boolean> => Promise.resolve(true);

describe("the workplace of a live test", () => {
  it("ends its processes and removes its folder", async () => {
    const workplace = new Workplace();
    await workplace.start("sleep", sleep, atOnce);
    await workplace.end();
    assert.equal(existsSync(workplace.folder), false);
  });

  it("leaves the signals to others once it has ended", async () => {
    const listeners = (): number => process.listenerCount("SIGINT");
    const before = listeners();
    const workplace = new Workplace();
    assert.ok(listeners() >= 1);
    await workplace.end();
    assert.equal(listeners(), before);
  });

  it("names a process that ended, with its last words", async () => {
    const workplace = new Workplace();
    const failing = { command: "/bin/sh", args: ["-c", "echo no such flag; exit 1"] };
    await assert.rejects(
      workplace.start("server", failing, () => Promise.resolve(false)),
      /server ended; its log ends with:\nno such flag/,
    );
    await workplace.end();
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const) {
    it(`leaves nothing behind when the run gets ${signal}`, async function () {
      this.timeout(30_000);
      const script = `
        const { Workplace } = require(${JSON.stringify(join(__dirname, "../../support/workplace.ts"))});
        const workplace = new Workplace();
        const spec = ${JSON.stringify({ command: "/bin/sh", args: ["-c", 'echo $$; trap "" TERM; sleep 60'] })};
        workplace.start("sleep", spec, async () => (await workplace.logOf("sleep")) !== "").then(async () => {
          console.log(JSON.stringify({ folder: workplace.folder, pid: Number(await workplace.logOf("sleep")) }));
          setInterval(() => {}, 1000);
        });`;
      const run = spawn(process.execPath, ["--require", "ts-node/register/transpile-only", "-e", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = (await once(createInterface({ input: run.stdout }), "line")) as [string];
      const { folder, pid } = JSON.parse(line) as { folder: string; pid: number };
      assert.notEqual(await startTime(pid), undefined);
      run.kill(signal);
      await once(run, "close");
      await waitFor("the process to end", async () => (await startTime(pid)) === undefined, { seconds: 5 });
      await waitFor("the folder to go", () => Promise.resolve(!existsSync(folder)), { seconds: 5 });
    });
  }
});
