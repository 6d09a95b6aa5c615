import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  decryptPrivateKey,
  encryptPrivateKey,
  escrowToFile,
  passphraseProblem,
} from "../../../../components/secrets/sealing/escrow-file";
import { testKey, type TestKey } from "../../../support/sealing-key";
import { skip } from "../../../support/skip";

const passphrase = "six random words make a passphrase";

describe("the escrow file of a sealing key", function () {
  this.timeout(60_000);

  let folder: string;
  let path: string;
  let key: TestKey;
  let other: TestKey;
  const pair = ({ privatePem, certificate }: TestKey) => ({ privateKey: privatePem, certificate });
  before(async () => {
    [key, other] = await Promise.all([testKey(), testKey()]);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-escrow-"));
    path = join(folder, "keys", "sealing-key-active.pem");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("opens to the key with the passphrase only, and holds its certificate", () => {
    escrowToFile(path, pair(key), passphrase, true);
    const text = readFileSync(path, "utf8");
    assert.equal(decryptPrivateKey(text, passphrase)?.equals(key.privateKey), true);
    assert.equal(decryptPrivateKey(text, `${passphrase}.`), undefined);
    assert.ok(text.endsWith(key.certificate));
    assert.ok(!text.includes(key.privatePem.split("\n")[1] ?? ""));
  });

  it("is opened by openssl, as the recovery page says", function () {
    escrowToFile(path, pair(key), passphrase, true);
    const openssl = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });
    try {
      openssl("version");
    } catch {
      skip(this, "openssl is not on PATH");
    }
    const opened = openssl("pkey", "-in", path, "-passin", `pass:${passphrase}`);
    assert.equal(createPrivateKey(opened).equals(key.privateKey), true);
    assert.match(
      openssl("asn1parse", "-in", path),
      /PBKDF2[\s\S]*:0927C0[\s\S]*hmacWithSHA256[\s\S]*aes-256-cbc/,
    );
  });

  it("is readable by its owner only, also after somebody opened it up", () => {
    escrowToFile(path, pair(key), passphrase, true);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, "keys")).mode & 0o077, 0);
    chmodSync(path, 0o644);
    escrowToFile(path, pair(key), passphrase, true);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(folder, "keys")), ["sealing-key-active.pem"]);
  });

  it("is not written again when it opens to the key already", () => {
    escrowToFile(path, pair(key), passphrase, true);
    const before = readFileSync(path, "utf8");
    escrowToFile(path, pair(key), passphrase, true);
    assert.equal(readFileSync(path, "utf8"), before);
  });

  it("is not written by a preview, which still tells of another key", () => {
    escrowToFile(path, pair(key), passphrase, false);
    assert.deepEqual(readdirSync(folder), []);
    escrowToFile(path, pair(other), passphrase, true);
    assert.throws(() => {
      escrowToFile(path, pair(key), passphrase, false);
    }, /holds another key; keep it/);
  });

  it("is never overwritten: not with another key, passphrase or content", () => {
    const unencrypted = key.privatePem;
    const others = [encryptPrivateKey(other.privateKey, passphrase), "something else", unencrypted];
    escrowToFile(path, pair(key), passphrase, true);
    for (const text of [...others, encryptPrivateKey(key.privateKey, `${passphrase} of before`)]) {
      writeFileSync(path, text);
      assert.throws(
        () => {
          escrowToFile(path, pair(key), passphrase, true);
        },
        (error: Error) => error.message.includes("; keep it,") && !error.message.includes(passphrase),
      );
      assert.equal(readFileSync(path, "utf8"), text);
    }
  });

  it("refuses a weak passphrase before it writes anything", () => {
    assert.equal(passphraseProblem(passphrase), undefined);
    for (const weak of ["", "short", "nineteen characters", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"]) {
      assert.match(passphraseProblem(weak) ?? "", /too weak.*at least 20 characters, 8 of them different/);
      assert.throws(() => {
        escrowToFile(path, pair(key), weak, true);
      });
    }
    assert.deepEqual(readdirSync(folder), []);
  });
});
