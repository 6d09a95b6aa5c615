import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";

import fc from "fast-check";

import { sealingPublicKey } from "../../../../components/secrets/sealing/rsa";
import {
  scopeAnnotations,
  seal,
  sealingLabel,
  SealingScope,
  type Sealing,
} from "../../../../components/secrets/sealing/seal";
import { certificateFor, testKey, type TestKey } from "../../../support/sealing-key";
import { open } from "./open";

describe("sealing a value", () => {
  let key: TestKey;
  let other: TestKey;
  let args: Sealing;
  before(async () => {
    [key, other] = await Promise.all([testKey(), testKey()]);
    const salt = "a salt of at least thirty-two random characters";
    args = {
      certificate: key.certificate,
      label: "mariadb-dev/mariadb-root",
      key: "password",
      value: "s3cret",
      salt,
    };
  });

  it("is opened by the private key, whatever the value: empty, text or binary", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.string(), (value, label) => {
        const sealed = seal({ ...args, value, label });
        assert.deepEqual(open(sealed, key.privateKey, label), Buffer.from(value));
      }),
      { numRuns: 60 },
    );
    assert.equal(open(seal({ ...args, value: "" }), key.privateKey, args.label).length, 0);
    assert.equal(open(seal({ ...args, value: "ß€😀" }), key.privateKey, args.label).toString(), "ß€😀");
  });

  it("is not opened for another place, or by another key, and not when a bit was changed", () => {
    const sealed = seal(args);
    assert.throws(() => open(sealed, key.privateKey, "mariadb-dev/mariadb-app"));
    assert.throws(() => open(sealed, other.privateKey, args.label));
    const bytes = Buffer.from(sealed, "base64");
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    assert.throws(() => open(bytes.toString("base64"), key.privateKey, args.label));
  });

  it("gives the same text for the same arguments, so that nothing changes when nothing changed", () => {
    assert.equal(seal(args), seal({ ...args }));
    assert.equal(seal(args), seal({ ...args, value: Buffer.from("s3cret") }));
  });

  it("gives an unrelated text when anything else is sealed, to the session key", () => {
    const changed: Partial<Sealing>[] = [
      { value: "s3cre." },
      { key: "passwore" },
      { label: "mariadb-dev/mariadb-roos" },
      { salt: "A salt of at least thirty-two random characters" },
      { certificate: other.certificate },
      // Joined without lengths, these two would be the same.
      { key: "passwords", value: "3cret" },
    ];
    const all = [args, ...changed.map((change) => ({ ...args, ...change }))].map((each) => {
      const bytes = Buffer.from(seal(each), "base64");
      return [bytes.subarray(2, 258).toString("hex"), bytes.subarray(258).toString("hex")];
    });
    assert.equal(new Set(all.map(([sessionKey]) => sessionKey)).size, all.length);
    assert.equal(new Set(all.map(([, body]) => body)).size, all.length);
  });

  it("seals the same for a certificate that was renewed for the same key, and for the bare public key", async () => {
    const renewed = await certificateFor(key.privatePem);
    assert.notEqual(renewed, key.certificate);
    assert.equal(seal({ ...args, certificate: renewed }), seal(args));
    assert.equal(seal({ ...args, certificate: key.publicPem }), seal(args));
  });

  it("refuses a salt that could be guessed", () => {
    assert.throws(() => seal({ ...args, salt: "short" }), /salt has 5 bytes; use at least 32/);
  });
});

describe("the key to seal with", () => {
  const pem = (type: "ec" | "ed25519" | "short"): string => {
    const pair =
      type === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : type === "short"
          ? generateKeyPairSync("rsa", { modulusLength: 1024 })
          : generateKeyPairSync("ed25519");
    return pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  };

  const wrong: [what: string, pem: () => string, message: RegExp][] = [
    ["text", () => "not a certificate", /cannot be read; set the PEM/],
    [
      "a broken certificate",
      () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      /cannot be read/,
    ],
    ["an elliptic curve", () => pem("ec"), /key is ec; Sealed Secrets has RSA only/],
    ["an Edwards curve", () => pem("ed25519"), /key is ed25519/],
    ["a short key", () => pem("short"), /has 1024 bits; use one of at least 2048/],
  ];
  for (const [what, text, message] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(() => sealingPublicKey(text()), { name: "RangeError", message });
    });
  }

  it("refuses a private key, and does not quote it", async () => {
    const { privatePem, privateKey } = await testKey();
    for (const text of [privatePem, privateKey.export({ type: "pkcs8", format: "pem" }).toString()]) {
      assert.throws(
        () => sealingPublicKey(text),
        (error: Error) =>
          error.message.includes("is a private key") && !error.message.includes(text.slice(40, 80)),
      );
    }
  });
});

describe("the scope of a sealed value", () => {
  const place = { namespace: "mariadb-dev", name: "mariadb-root" };

  it("binds the value to what upstream binds it to", () => {
    assert.equal(sealingLabel(SealingScope.Strict, place), "mariadb-dev/mariadb-root");
    assert.equal(sealingLabel(SealingScope.NamespaceWide, place), "mariadb-dev");
    assert.equal(sealingLabel(SealingScope.ClusterWide, place), "");
  });

  it("is told to the controller by an annotation", () => {
    assert.deepEqual(scopeAnnotations(SealingScope.Strict), {});
    assert.deepEqual(scopeAnnotations(SealingScope.NamespaceWide), {
      "sealedsecrets.bitnami.com/namespace-wide": "true",
    });
    assert.deepEqual(scopeAnnotations(SealingScope.ClusterWide), {
      "sealedsecrets.bitnami.com/cluster-wide": "true",
    });
  });
});
