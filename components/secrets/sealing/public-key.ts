import { createHash, createPublicKey, X509Certificate, type KeyObject } from "node:crypto";

/** The least that is safe to seal with; the controller's own keys have 4096. */
const leastBits = 2048;

const remedy = "write the PEM of the controller's certificate, as `kubeseal --fetch-cert` prints it";

/**
 * The key that secrets are sealed with.
 *
 * @param pem an X.509 certificate, or a public key in SPKI form ("BEGIN PUBLIC KEY")
 * @throws RangeError that says what to write; it never quotes the input, which may be a private key by mistake
 */
export function sealingPublicKey(pem: string): KeyObject {
  // Node would take a private key too, and seal with the public half of what then lies in a public argument.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new RangeError(`the certificate is a private key; ${remedy}`);
  }
  const key = parse(pem);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa") {
    throw new RangeError(
      `the certificate's key is ${key.asymmetricKeyType ?? "of an unknown type"}; Sealed Secrets has RSA only, ${remedy}`,
    );
  }
  if (bits < leastBits) {
    throw new RangeError(`the certificate's key has ${bits} bits; use one of at least ${leastBits}`);
  }
  return key;
}

/**
 * What tells one key from another: the SHA-256 of the public key. A certificate that was renewed for the same key has
 * the same fingerprint, because what is sealed does not change with it.
 */
export function keyFingerprint(key: KeyObject): Buffer {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}

function parse(pem: string): KeyObject {
  try {
    return pem.includes("-----BEGIN CERTIFICATE-----")
      ? new X509Certificate(pem).publicKey
      : createPublicKey({ key: pem, format: "pem" });
  } catch {
    throw new RangeError(`the certificate cannot be read; ${remedy}`);
  }
}
