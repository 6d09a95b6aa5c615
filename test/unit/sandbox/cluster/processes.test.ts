import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choosePorts, isFree } from "../../../../sandbox/cluster/ports";
import {
  isRunning,
  startProcess,
  startTime,
  stopProcess,
  type ProcessRecord,
} from "../../../../sandbox/cluster/process";
import { readState, running, stopAll, writeState, type State } from "../../../../sandbox/cluster/supervisor";
import { waitFor } from "../../../../sandbox/ground/wait";

describe("the sandbox's processes", () => {
  let folder: string;
  const started: ProcessRecord[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-processes-"));
  });
  afterEach(async () => {
    for (const record of started.splice(0)) {
      await stopProcess(record, 1);
    }
    rmSync(folder, { recursive: true });
  });

  async function run(script: string): Promise<ProcessRecord> {
    const record = await startProcess({ command: "/bin/sh", args: ["-c", script], log: join(folder, "log") });
    started.push(record);
    return record;
  }

  it("run on their own and end when they are asked to", async () => {
    const record = await run("sleep 60");
    assert.equal(await isRunning(record), true);
    await stopProcess(record);
    assert.equal(await isRunning(record), false);
  });

  it("are killed when they do not listen", async () => {
    const record = await run('trap "" TERM; while true; do sleep 0.05; done');
    await stopProcess(record, 0.3);
    assert.equal(await isRunning(record), false);
  });

  it("take their own children with them", async () => {
    const record = await run(`sleep 61 & echo $! > ${folder}/child; wait`);
    await waitFor("the child", () => Promise.resolve(text(join(folder, "child")) !== ""), { seconds: 5 });
    const child = Number(text(join(folder, "child")));
    await stopProcess(record);
    await waitFor("the child to end", async () => (await startTime(child)) === undefined, { seconds: 5 });
  });

  it("are told from a stranger that got the same process id", async () => {
    const record = await run("sleep 60");
    const stranger = { ...record, startedAt: "another time" };
    assert.equal(await isRunning(stranger), false);
    await stopProcess(stranger);
    assert.equal(await isRunning(record), true, "the stranger was left alone");
  });

  it("cannot start from a command that is not there", async () => {
    const start = startProcess({ command: join(folder, "nothing"), args: [], log: join(folder, "log") });
    await assert.rejects(start, { code: "ENOENT" });
  });

  it("are remembered in a file and ended from it, the last one first", async () => {
    const file = join(folder, "state.json");
    const state: State = {
      processes: { etcd: await run("sleep 60"), redis: await run("sleep 60") },
      ports: { etcd: 1 },
    };
    await writeState(file, state);
    const read = await readState(file);
    assert.deepEqual(await running(read), ["etcd", "redis"]);
    await stopAll(file, read);
    assert.deepEqual(await running(state), []);
    assert.deepEqual(await readState(file), { processes: {}, ports: { etcd: 1 } });
  });

  it("are remembered beside what was installed from charts", async () => {
    const file = join(folder, "state.json");
    const state: State = { installed: ["argocd"], processes: {}, ports: {} };
    await writeState(file, state);
    assert.deepEqual(await readState(file), state);
  });

  it("are forgotten when the file was cut off, instead of failing every command", async () => {
    writeFileSync(join(folder, "state.json"), '{"processes": {');
    assert.deepEqual(await readState(join(folder, "state.json")), { processes: {}, ports: {} });
  });
});

describe("the sandbox's ports", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
    }
  });

  /** Takes a port as another program would. */
  async function take(): Promise<number> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as { port: number }).port;
  }

  it("are free and different from each other", async () => {
    const { ports } = await choosePorts(["a", "b", "c"], {});
    assert.equal(new Set(Object.values(ports)).size, 3);
    for (const port of Object.values(ports)) {
      assert.equal(await isFree(port), true);
    }
  });

  it("stay the same when nobody took them", async () => {
    const { ports: earlier } = await choosePorts(["a"], {});
    assert.deepEqual(await choosePorts(["a"], earlier), { ports: earlier, taken: [] });
  });

  it("change, and say so, when somebody else has them", async () => {
    const port = await take();
    const { ports, taken } = await choosePorts(["a"], { a: port });
    assert.deepEqual(taken, ["a"]);
    assert.notEqual(ports.a, port);
  });
});

function text(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
