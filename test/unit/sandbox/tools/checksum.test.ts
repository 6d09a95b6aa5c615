import assert from "node:assert/strict";
import { publishedChecksum } from "../../../../sandbox/tools/checksum";

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
