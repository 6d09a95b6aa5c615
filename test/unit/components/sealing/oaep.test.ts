import assert from "node:assert/strict";
import { constants, createHash, generateKeyPairSync, privateDecrypt } from "node:crypto";

import fc from "fast-check";

import { encryptOaep, mgf1 } from "../../../../components/secrets/sealing/rsa";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const room = 256 - 2 * 32 - 2;

const decrypt = (encrypted: Buffer, oaepLabel: Uint8Array): Buffer =>
  privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel },
    encrypted,
  );

describe("OAEP with a given seed", () => {
  it("masks as published: MGF1 with SHA-256 of 'bar'", () => {
    const published =
      "382576a7841021cc28fc4c0948753fb8312090cea942ea4c4e735d10dc724b155f9f6069f289d61daca0cb814502ef04eae1";
    assert.equal(mgf1(Buffer.from("bar"), 50).toString("hex"), published);
  });

  it("is opened by Node's own OAEP, whatever message, label and seed", () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes(room), bytes(300), seeds, (message, label, seed) => {
        assert.deepEqual(decrypt(encryptOaep(publicKey, message, label, seed), label), Buffer.from(message));
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same ciphertext for the same seed, and another for another", () => {
    const encrypt = (text: string) =>
      encryptOaep(publicKey, Buffer.from("key"), Buffer.of(), createHash("sha256").update(text).digest());
    assert.deepEqual(encrypt("seed"), encrypt("seed"));
    assert.notDeepEqual(encrypt("seed"), encrypt("other seed"));
  });

  it("refuses what does not fit, and a seed that could be guessed", () => {
    const seed = Buffer.alloc(32, 7);
    assert.throws(() => encryptOaep(publicKey, Buffer.alloc(room + 1), Buffer.of(), seed), RangeError);
    assert.throws(() => encryptOaep(publicKey, Buffer.of(1), Buffer.of(), Buffer.alloc(8)), RangeError);
  });
});
