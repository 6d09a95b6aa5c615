import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";

import { privateKey, sshPublicKey, tls } from "../../../../../sandbox/stand-ins/providers/tls";
import { isSecret, unknown } from "../../../../../sandbox/stand-ins/providers/values";

const type = "tls:index/privateKey:PrivateKey";

async function generate(inputs: Record<string, string | number>) {
  const { outputs } = await privateKey.generate({ rsaBits: 2048, ecdsaCurve: "P224", ...inputs });
  return outputs as Record<string, string>;
}

describe("tls stand-in", () => {
  const algorithms = [
    { inputs: { algorithm: "RSA" }, traditional: "RSA PRIVATE KEY", ssh: "ssh-rsa " },
    {
      inputs: { algorithm: "ECDSA", ecdsaCurve: "P384" },
      traditional: "EC PRIVATE KEY",
      ssh: "ecdsa-sha2-nistp384 ",
    },
    { inputs: { algorithm: "ECDSA" }, traditional: "EC PRIVATE KEY", ssh: "" },
    { inputs: { algorithm: "ED25519" }, traditional: "PRIVATE KEY", ssh: "ssh-ed25519 " },
  ];
  for (const { inputs, traditional, ssh } of algorithms) {
    it(`makes a key pair that belongs together: ${JSON.stringify(inputs)}`, async () => {
      const outputs = await generate(inputs);
      assert.ok(outputs.privateKeyPem?.startsWith(`-----BEGIN ${traditional}-----\n`));
      assert.ok(outputs.privateKeyPemPkcs8?.startsWith("-----BEGIN PRIVATE KEY-----\n"));
      for (const pem of [outputs.privateKeyPem, outputs.privateKeyPemPkcs8]) {
        const derived = createPublicKey(createPrivateKey(pem ?? "")).export({ type: "spki", format: "pem" });
        assert.equal(derived, outputs.publicKeyPem);
      }
      assert.ok(outputs.publicKeyOpenssh?.startsWith(ssh));
      assert.equal(outputs.publicKeyOpenssh === "", ssh === "");
    });
  }

  it("marks the private halves secret", async () => {
    const session = tls.openSession();
    const { id, outputs } = await session.create({
      type,
      inputs: { algorithm: "ED25519" },
      preview: false,
      timeout: 0,
    });
    assert.match(id, /^[0-9a-f]{40}$/);
    assert.ok(isSecret(outputs.privateKeyPem) && isSecret(outputs.privateKeyPemPkcs8));
    assert.equal(typeof outputs.publicKeyPem, "string");
    const preview = await session.create({ type, inputs: { algorithm: "RSA" }, preview: true, timeout: 0 });
    assert.equal(preview.outputs.privateKeyPem, unknown);
  });

  it("refuses algorithms, curves and sizes that it does not have", () => {
    const reasons = (inputs: Record<string, string | number>): string =>
      privateKey
        .check(inputs)
        .map((failure) => failure.reason)
        .join();
    assert.equal(reasons({ algorithm: "RSA", rsaBits: 4096 }), "");
    assert.match(reasons({}), /one of RSA, ECDSA, ED25519/);
    assert.match(reasons({ algorithm: "ECDSA", ecdsaCurve: "P1" }), /one of P224/);
    assert.match(reasons({ algorithm: "RSA", rsaBits: 512 }), /at least 1024/);
  });

  it("says that everything else needs the official plugin", async () => {
    const request = {
      type: "tls:index/certRequest:CertRequest",
      inputs: {},
      preview: true,
      timeout: 0,
    };
    await assert.rejects(tls.openSession().create(request), /CertRequest is not supported.*resource tls/);
  });
});

describe("OpenSSH notation", () => {
  it("is ssh-keygen's, for the key of RFC 8032 section 7.1, test 1", () => {
    const x = Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex");
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: x.toString("base64url") },
      format: "jwk",
    });
    const ssh = sshPublicKey(key);
    assert.equal(
      ssh.line,
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n",
    );
    assert.match(ssh.md5, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    assert.match(ssh.sha256, /^SHA256:[A-Za-z0-9+/]{43}$/);
  });
});
