import assert from "node:assert/strict";

import fc from "fast-check";

import { seal, unseal } from "../../../../components/secrets/sealing/seal";
import { testKey, type TestKey } from "../../../support/sealing-key";

const label = "mariadb-dev/mariadb-root";

describe("opening a sealed value", () => {
  let key: TestKey;
  before(async () => {
    key = await testKey();
  });

  const sealed = (value: string): string =>
    seal({
      certificate: key.certificate,
      label,
      key: "password",
      value,
      salt: "a salt of at least thirty-two random characters",
    });

  it("gives back what was sealed, the empty value and every script included", () => {
    const { privatePem: privateKey } = key;
    const values = fc.oneof(fc.string({ unit: "binary" }), fc.constant(""), fc.constant("ß€😀"));
    fc.assert(
      fc.property(values, (value) => {
        assert.equal(unseal({ privateKey, label, sealed: sealed(value) }), value);
      }),
      { numRuns: 60 },
    );
  });

  it("takes the private key in either form of PEM, because the controller writes its own as PKCS#1", () => {
    const pkcs8 = key.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    for (const privateKey of [key.privatePem, pkcs8]) {
      assert.equal(unseal({ privateKey, label, sealed: sealed("s3cret") }), "s3cret");
    }
  });

  it("opens nothing with another key", async () => {
    const { privatePem: privateKey } = await testKey();
    assert.equal(unseal({ privateKey, label, sealed: sealed("s3cret") }), undefined);
  });

  it("opens nothing that was sealed for another place", () => {
    const { privatePem: privateKey } = key;
    for (const other of ["mariadb-dev/mariadb-app", "mariadb-staging/mariadb-root", "mariadb-dev", ""]) {
      assert.equal(unseal({ privateKey, label: other, sealed: sealed("s3cret") }), undefined, other);
    }
  });

  it("opens nothing of which a byte was changed or is missing", () => {
    const { privatePem: privateKey } = key;
    const bytes = Buffer.from(sealed("s3cret"), "base64");
    // In the length, in the session key, in the value, in the tag.
    for (const at of [0, 100, 258, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      assert.equal(
        unseal({ privateKey, label, sealed: changed.toString("base64") }),
        undefined,
        `byte ${at}`,
      );
    }
    for (const length of [0, 1, 2, 257, 258, bytes.length - 1]) {
      const short = bytes.subarray(0, length).toString("base64");
      assert.equal(unseal({ privateKey, label, sealed: short }), undefined, `${length} bytes`);
    }
  });

  it("opens nothing of a text that nobody sealed, or with a text that is no key", () => {
    const { privatePem: privateKey } = key;
    for (const garbage of ["", "not base64 !", "AAAA", Buffer.alloc(400).toString("base64")]) {
      assert.equal(unseal({ privateKey, label, sealed: garbage }), undefined, garbage);
    }
    assert.equal(unseal({ privateKey: "no key", label, sealed: sealed("s3cret") }), undefined);
  });
});
