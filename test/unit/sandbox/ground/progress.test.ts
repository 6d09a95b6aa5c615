import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { Problem, ProblemCode } from "../../../../sandbox/ground/problem";
import { formatSeconds, lineProgress } from "../../../../sandbox/ground/progress";

describe("progress", () => {
  const record = (more: { isTTY?: boolean; columns?: number } = {}) => {
    const stream = Object.assign(new PassThrough(), more);
    const chunks: string[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
    return { stream, text: () => chunks.join("") };
  };

  it("writes one line each, with the six symbols of the Flux CLI", async () => {
    const { stream, text } = record();
    const progress = lineProgress({ stream });
    progress.action("a");
    progress.generate("b");
    progress.waiting("c");
    progress.success("d");
    progress.warning("e");
    progress.failure("f");
    await sleep(1);
    assert.equal(text(), "► a\n✚ b\n◎ c\n✔ d\n⚠ e\n✗ f\n");
  });

  it("gives signs of life of a long step where lines cannot be rewritten", async () => {
    const { stream, text } = record();
    const progress = lineProgress({ stream, heartbeatSeconds: 0.05 });
    const value = await progress.step(
      "building etcd",
      async (note) => {
        note("7 packages compiled");
        await sleep(200);
        return 42;
      },
      (elapsed) => `etcd built in ${elapsed}`,
    );
    assert.equal(value, 42);
    const [first, ...rest] = text().trimEnd().split("\n");
    assert.equal(first, "◎ building etcd");
    assert.match(rest.at(-1) ?? "", /^✔ etcd built in \d\.\ds$/);
    assert.ok(rest.length >= 2, "no sign of life");
    for (const line of rest.slice(0, -1)) {
      assert.match(line, /^◎ still building etcd: \d\.\ds, 7 packages compiled$/);
    }
  });

  it("prints no success for a step that failed, and stops its signs of life", async () => {
    const { stream, text } = record();
    const progress = lineProgress({ stream, heartbeatSeconds: 0.02 });
    const step = progress.step(
      "building etcd",
      () => Promise.reject(new Error("no")),
      () => "built",
    );
    await assert.rejects(step, /no/);
    await sleep(60);
    assert.equal(text(), "◎ building etcd\n");
  });

  it("keeps the running step as the last line of a terminal, within its width", async () => {
    const { stream, text } = record({ isTTY: true, columns: 13 });
    const progress = lineProgress({ stream });
    await progress.step(
      "building etcd",
      () => {
        progress.warning("odd");
        return Promise.resolve();
      },
      () => "built",
    );
    const clear = "\r\u001b[2K";
    // eslint-disable-next-line no-control-regex -- colours depend on where the tests run
    const plain = text().replace(/\u001b\[\d+m/g, "");
    assert.equal(plain, `${clear}◎ building e${clear}⚠ odd\n◎ building e${clear}✔ built\n`);
  });

  it("rounds durations to what matters at their size", () => {
    const hour = 3600;
    const formatted: [seconds: number, text: string][] = [
      [0.04, "0.0s"],
      [9.94, "9.9s"],
      [9.96, "10s"],
      [45, "45s"],
      [59.6, "1m00s"],
      [4 * 60 + 58, "4m58s"],
      [hour - 0.4, "1h00m"],
      [hour + 2 * 60, "1h02m"],
    ];
    for (const [seconds, text] of formatted) {
      assert.equal(formatSeconds(seconds), text);
    }
  });
});

describe("problem", () => {
  it("says what failed, why and what to do, and keeps its cause", () => {
    const cause = new Error("ENOSPC");
    const text = { what: "etcd was not built", why: "the disk is full", remedy: "Free some space." };
    const problem = new Problem(ProblemCode.DiskFull, text, { cause });
    assert.equal(problem.message, "etcd was not built: the disk is full. Free some space.");
    assert.equal(problem.code, "disk-full");
    assert.equal(problem.cause, cause);
    assert.ok(problem instanceof Error);
  });
});
