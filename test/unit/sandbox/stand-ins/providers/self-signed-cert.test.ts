import assert from "node:assert/strict";
import { generateKeyPairSync, X509Certificate } from "node:crypto";

import { selfSignedCert } from "../../../../../sandbox/stand-ins/providers/self-signed-cert";
import { textOf } from "../../../../../sandbox/stand-ins/providers/values";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const inputs = {
  privateKeyPem: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
  allowedUses: ["key_encipherment"],
  subject: { commonName: "sealed-secrets" },
  validityPeriodHours: 24,
};

describe("tls.SelfSignedCert of the stand-in", () => {
  it("is a certificate for the key, signed by the key", async () => {
    const { outputs } = await selfSignedCert.generate(inputs);
    const certificate = new X509Certificate(textOf(outputs.certPem));
    assert.equal(certificate.subject, "CN=sealed-secrets");
    assert.equal(certificate.checkPrivateKey(privateKey), true);
    assert.equal(certificate.verify(certificate.publicKey), true);
    assert.equal(certificate.ca, false);
  });

  it("is valid from now for the hours that were asked for", async () => {
    const { outputs } = await selfSignedCert.generate(inputs);
    const certificate = new X509Certificate(textOf(outputs.certPem));
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    assert.equal(to - from, 24 * 3_600_000);
    assert.ok(Math.abs(Date.now() - from) < 60_000);
    assert.equal(outputs.validityEndTime, new Date(to).toISOString());
  });

  it("has a new serial number each time", async () => {
    const [a, b] = [await selfSignedCert.generate(inputs), await selfSignedCert.generate(inputs)];
    assert.notEqual(a.id, b.id);
  });

  it("refuses uses and parts of a subject that it would not write", () => {
    const properties = (changed: object): string[] =>
      selfSignedCert.check({ ...inputs, ...changed }).map(({ property }) => property);
    assert.deepEqual(properties({}), []);
    assert.deepEqual(properties({ allowedUses: ["server_auth"] }), ["allowedUses"]);
    assert.deepEqual(properties({ subject: { locality: "Paris" } }), ["subject"]);
    assert.deepEqual(properties({ validityPeriodHours: 0 }), ["validityPeriodHours"]);
  });
});
