import { generateKeyPairSync, type KeyObject } from "node:crypto";

import { selfSignedCert } from "../../sandbox/stand-ins/providers/self-signed-cert";
import { textOf } from "../../sandbox/stand-ins/providers/values";

/** A key pair as the controller has it. */
export interface TestKey {
  readonly privateKey: KeyObject;
  /** PKCS#1 in PEM, as the tls provider writes it. */
  readonly privatePem: string;
  /** SPKI in PEM. */
  readonly publicPem: string;
  /** A self-signed certificate in PEM. */
  readonly certificate: string;
}

/** A new RSA key with its certificate. 2048 bits, because longer ones take seconds to make. */
export async function testKey(): Promise<TestKey> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privatePem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  return {
    privateKey,
    privatePem,
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    certificate: await certificateFor(privatePem),
  };
}

/** Another certificate for a key: new serial number, new validity. */
export async function certificateFor(privatePem: string): Promise<string> {
  const { outputs } = await selfSignedCert.generate({
    privateKeyPem: privatePem,
    allowedUses: ["key_encipherment"],
    subject: { commonName: "sealed-secrets" },
    validityPeriodHours: 24,
  });
  return textOf(outputs.certPem);
}
