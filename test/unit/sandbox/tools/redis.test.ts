import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { ensureTools } from "../../../../sandbox/tools";
import { onPath } from "../../../../sandbox/tools/find";
import { newMachine, type Machine } from "./support";

describe("our redis (slow: a real build)", function () {
  this.timeout(180_000);
  let machine: Machine;
  before(async () => (machine = await newMachine()));
  after(() => machine.remove());

  it("builds, answers a PING and ends when asked", async function () {
    if ((await onPath("go", process.env)).length === 0) this.skip();
    const { redis } = await ensureTools(
      ["redis"],
      machine.options({
        env: { ...process.env, MARIADB_GITOPS_CACHE: machine.cache },
      }),
    );
    assert.equal(redis.source, "build");
    const port = await freePort();
    const server = spawn(redis.path, [`127.0.0.1:${port}`], { stdio: "inherit" });
    try {
      assert.equal(await ping(port), "+PONG\r\n");
    } finally {
      server.kill("SIGTERM");
      const [code] = (await once(server, "exit", { signal: AbortSignal.timeout(5_000) })) as [number | null];
      assert.equal(code, 0);
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function ping(port: number): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(port, "127.0.0.1");
    try {
      const signal = AbortSignal.timeout(5_000);
      await once(socket, "connect", { signal });
      socket.write("*1\r\n$4\r\nPING\r\n");
      const [data] = (await once(socket, "data", { signal })) as [Buffer];
      return data.toString();
    } catch (error) {
      if (attempt === 100 || (error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
}
