import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Problem } from "../../../../sandbox/ground/problem";
import { asDiskProblem, freeSpace, gibibyte, requireSpace } from "../../../../sandbox/tools/disk";

describe("disk space", () => {
  const disks = (bytes: number) => (directory: string) =>
    Promise.resolve({ device: directory.startsWith("/other") ? 2 : 1, bytes: bytes * gibibyte });

  it("is that of the file system where a directory would be created", async () => {
    const here = await freeSpace(tmpdir());
    const there = await freeSpace(join(tmpdir(), "not", "yet", "made"));
    assert.equal(there.device, here.device);
    assert.ok(there.bytes > 0);
  });

  it("is added up for what falls on one file system, and only for that", async () => {
    const needs = ["/home/a", "/home/b"].map((directory) => ({ directory, bytes: 2 * gibibyte }));
    await requireSpace("Building x", needs, disks(4));
    await assert.rejects(requireSpace("Building x", needs, disks(3.9)), {
      code: "disk-full",
      what: "Building x was not started",
      why: "it may need 4.0 GiB and 3.9 GiB are free on the file system of /home/a",
    });
    await requireSpace(
      "Building x",
      [
        { directory: "/home/a", bytes: gibibyte },
        { directory: "/other/b", bytes: gibibyte },
      ],
      disks(1),
    );
  });

  it("turns errors of writing into problems, and leaves others alone", () => {
    const error = (code: string): Error => Object.assign(new Error("write"), { code });
    for (const [code, problem] of [
      ["ENOSPC", "disk-full"],
      ["EDQUOT", "disk-full"],
      ["EROFS", "cache-not-writable"],
      ["EACCES", "cache-not-writable"],
    ] as const) {
      const cause = error(code);
      const made = asDiskProblem(cause, "etcd was not stored", "/cache");
      assert.ok(made instanceof Problem);
      assert.equal(made.code, problem);
      assert.equal(made.cause, cause);
    }
    const other = error("EIO");
    assert.equal(asDiskProblem(other, "x", "/cache"), other);
    assert.equal(asDiskProblem(undefined, "x", "/cache"), undefined);
  });
});
