/**
 * tls.SelfSignedCert of the stand-in: X.509 by @peculiar/x509, which writes the DER. Inputs that it does not support
 * are refused, never ignored.
 */
import { createPrivateKey, createPublicKey, randomBytes, webcrypto, type KeyObject } from "node:crypto";
// @peculiar/x509 asks for this polyfill before it is loaded.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { Code, failure } from "./errors";
import type { Generator } from "./generated";
import type { CheckFailure } from "./protocol";
import { isUnknown, textOf, type OpenObject, type PlainObject } from "./values";

/** Key usages by their Pulumi names. */
const usages: Readonly<Record<string, x509.KeyUsageFlags>> = {
  digital_signature: x509.KeyUsageFlags.digitalSignature,
  content_commitment: x509.KeyUsageFlags.nonRepudiation,
  key_encipherment: x509.KeyUsageFlags.keyEncipherment,
  data_encipherment: x509.KeyUsageFlags.dataEncipherment,
  key_agreement: x509.KeyUsageFlags.keyAgreement,
  cert_signing: x509.KeyUsageFlags.keyCertSign,
  crl_signing: x509.KeyUsageFlags.cRLSign,
};

/** Parts of the subject by their Pulumi names. */
const subjectParts: Readonly<Record<string, string>> = {
  commonName: "CN",
  organization: "O",
  organizationalUnit: "OU",
  country: "C",
};

const hour = 3_600_000;

function check(inputs: OpenObject): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { allowedUses, subject, validityPeriodHours, privateKeyPem } = inputs;
  if (
    !isUnknown(allowedUses) &&
    !(Array.isArray(allowedUses) && allowedUses.every((use) => textOf(use) in usages))
  ) {
    failures.push({
      property: "allowedUses",
      reason: `"allowedUses" must be a list of ${Object.keys(usages).join(", ")}.`,
    });
  }
  if (
    subject !== undefined &&
    !isUnknown(subject) &&
    !Object.keys(subject as object).every((part) => part in subjectParts)
  ) {
    failures.push({
      property: "subject",
      reason: `"subject" may have ${Object.keys(subjectParts).join(", ")}.`,
    });
  }
  const hoursFit = typeof validityPeriodHours === "number" && validityPeriodHours > 0;
  if (!isUnknown(validityPeriodHours) && !hoursFit) {
    failures.push({
      property: "validityPeriodHours",
      reason: '"validityPeriodHours" must be a number above 0.',
    });
  }
  if (!isUnknown(privateKeyPem) && typeof privateKeyPem !== "string") {
    failures.push({ property: "privateKeyPem", reason: '"privateKeyPem" must be the PEM of a private key.' });
  }
  return failures;
}

/** The subject as a distinguished name; a part without a value is left out. */
function nameOf(subject: PlainObject): x509.JsonName {
  return Object.entries(subject).flatMap(([part, value]) => {
    const key = subjectParts[part];
    return key === undefined || textOf(value) === "" ? [] : [{ [key]: [textOf(value)] }];
  });
}

/** The key pair for WebCrypto, with the algorithm that signs. */
async function keysOf(
  privateKey: KeyObject,
): Promise<{ keys: webcrypto.CryptoKeyPair; algorithm: object; name: string }> {
  const kinds: Readonly<Record<string, { algorithm: object; name: string }>> = {
    rsa: { algorithm: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, name: "RSA" },
    ed25519: { algorithm: { name: "Ed25519" }, name: "ED25519" },
  };
  const kind = kinds[privateKey.asymmetricKeyType ?? ""];
  if (kind === undefined) {
    throw failure(
      Code.InvalidArgument,
      `The stand-in signs with RSA and ED25519 keys, not with ${privateKey.asymmetricKeyType ?? "these"}.`,
    );
  }
  const { subtle } = webcrypto;
  const algorithm = kind.algorithm as webcrypto.RsaHashedImportParams;
  const pkcs8 = new Uint8Array(privateKey.export({ type: "pkcs8", format: "der" }));
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
  return {
    ...kind,
    keys: {
      privateKey: await subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]),
      publicKey: await subtle.importKey("spki", spki, algorithm, true, ["verify"]),
    },
  };
}

export const selfSignedCert: Generator = {
  inputs: ["allowedUses", "privateKeyPem", "subject", "validityPeriodHours"],
  check,
  complete: (inputs) => inputs,
  outputs: ["certPem", "keyAlgorithm", "readyForRenewal", "validityStartTime", "validityEndTime"],
  secretOutputs: [],
  generate: async (inputs) => {
    const { keys, algorithm, name } = await keysOf(createPrivateKey(textOf(inputs.privateKeyPem)));
    const flags = (inputs.allowedUses as string[]).reduce((sum, use) => sum | (usages[use] ?? 0), 0);
    // Certificates count in seconds.
    const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000);
    const notAfter = new Date(notBefore.getTime() + Number(inputs.validityPeriodHours) * hour);
    const serialNumber = `00${randomBytes(16).toString("hex")}`;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
      {
        serialNumber,
        name: nameOf((inputs.subject ?? {}) as PlainObject),
        notBefore,
        notAfter,
        keys,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          // A sum of flags is a number to TypeScript.
          // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
          new x509.KeyUsagesExtension(flags, true),
        ],
      },
      webcrypto,
    );
    return {
      id: BigInt(`0x${serialNumber}`).toString(),
      outputs: {
        certPem: `${certificate.toString("pem")}\n`,
        keyAlgorithm: name,
        readyForRenewal: false,
        validityStartTime: notBefore.toISOString(),
        validityEndTime: notAfter.toISOString(),
      },
    };
  },
};
