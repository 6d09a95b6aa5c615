import {
  constants,
  createHash,
  createPublicKey,
  publicEncrypt,
  X509Certificate,
  type KeyObject,
} from "node:crypto";

/** The least that is safe to seal with; the controller's own keys have 4096. */
const leastBits = 2048;

const remedy = "set the PEM of the controller's certificate, as `kubeseal --fetch-cert` prints it";

/**
 * The key that secrets are sealed with.
 *
 * @param pem an X.509 certificate, or a public key in SPKI form ("BEGIN PUBLIC KEY")
 * @throws RangeError that says what to set; it never quotes the input, which may be a private key by mistake
 */
export function sealingPublicKey(pem: string): KeyObject {
  // Node would also accept a private key, which does not belong into an argument that is not secret.
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
 * Identifies a key: the SHA-256 of the public key. A certificate that was renewed for the same key has
 * the same fingerprint, because what is sealed does not change with it.
 */
export function keyFingerprint(key: KeyObject): Buffer {
  return sha256(key.export({ type: "spki", format: "der" }));
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

const hashLength = 32;

/** MGF1 with SHA-256 (RFC 8017, B.2.1): as many bytes as asked for, all decided by the seed. */
export function mgf1(seed: Uint8Array, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / hashLength) }, (_, counter) => {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    return sha256(seed, suffix);
  });
  return Buffer.concat(blocks).subarray(0, length);
}

/**
 * Encrypts a message with an RSA key: RSAES-OAEP with SHA-256 (RFC 8017, 7.1.1), as the controller decrypts it. Written
 * here because `publicEncrypt` and WebCrypto draw the seed themselves, so every sealing would differ; only the padding
 * is ours, the RSA operation is Node's.
 *
 * @param seed 32 bytes that are secret, cannot be guessed, and encrypt no other message
 * @throws RangeError when the seed has another length, or when the message is too long for the key
 */
export function encryptOaep(
  key: KeyObject,
  message: Uint8Array,
  label: Uint8Array,
  seed: Uint8Array,
): Buffer {
  const size = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const room = size - 2 * hashLength - 2;
  if (seed.length !== hashLength || message.length > room) {
    throw new RangeError(
      `OAEP takes a seed of ${hashLength} bytes and, with this key, up to ${room} bytes of message`,
    );
  }
  const padding = Buffer.alloc(room - message.length);
  const block = Buffer.concat([sha256(label), padding, Buffer.of(1), message]);
  const maskedBlock = xor(block, mgf1(seed, block.length));
  const maskedSeed = xor(seed, mgf1(maskedBlock, hashLength));
  const encoded = Buffer.concat([Buffer.of(0), maskedSeed, maskedBlock]);
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}

function xor(bytes: Uint8Array, mask: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)));
}
