import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { fetchFile, fetchText, publishedChecksum } from "../../../../sandbox/tools/download";
import { hostOf } from "../../../../sandbox/tools/host";
import { basesOf, newMachine, type Machine } from "./support";

describe("network", () => {
  const place = { base: "github", path: "/file" } as const;
  const real = globalThis.fetch;
  let machine: Machine;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(async () => {
    globalThis.fetch = real;
    await machine.remove();
  });

  const answer = (url: string, body: string): void => {
    const response = new Response(body);
    Object.defineProperty(response, "url", { value: url });
    globalThis.fetch = () => Promise.resolve(response);
  };

  it("does not follow a redirect that gives up TLS", async () => {
    const host = hostOf(machine.options({ bases: basesOf("https://example.org") }));
    answer("https://mirror.example.org/file", "content");
    assert.equal(await fetchText(host, place), "content");
    answer("http://mirror.example.org/file", "content");
    await assert.rejects(fetchText(host, place), /redirected to an address without TLS/);
  });

  it("passes the errors of our own disk on as they are", async () => {
    const host = hostOf(machine.options({ bases: basesOf("https://example.org") }));
    answer("https://example.org/file", "content");
    const path = join(machine.root, "no", "folder");
    await assert.rejects(fetchFile(host, place, path), { code: "ENOENT", syscall: "open" });
    assert.ok(!existsSync(path));
  });
});

describe("published checksums", () => {
  const [a, b] = ["a".repeat(64), "b".repeat(64)];
  it("finds the line of exactly that file", () => {
    assert.equal(publishedChecksum(`${b}  etcd.tar.gz.sig\n${a}  etcd.tar.gz\n`, "etcd.tar.gz"), a);
    assert.equal(publishedChecksum(`${a} *./etcd.tar.gz\r\n`, "etcd.tar.gz"), a);
    assert.equal(publishedChecksum(`${a.toUpperCase()}\n`, "anything"), a);
  });

  it("finds nothing in anything else", () => {
    assert.equal(publishedChecksum(`${b}  my-etcd.tar.gz\n`, "etcd.tar.gz"), undefined);
    assert.equal(publishedChecksum(`${a}  x\n${b}  x\n`, "x"), undefined, "two sums for one file");
    assert.equal(publishedChecksum(`${"a".repeat(40)}  x\n`, "x"), undefined, "no SHA-256");
    assert.equal(publishedChecksum("", "x"), undefined);
  });
});
