/**
 * RSAES-OAEP with SHA-256 and a seed of the caller's choice (RFC 8017, 7.1.1). Node's own OAEP draws the seed itself,
 * which would make every sealing different.
 */
import { constants, createHash, publicEncrypt, type KeyObject } from "node:crypto";

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
 * Encrypts a message with an RSA key.
 *
 * @param seed 32 bytes that nobody else can know or guess, and that no other message is encrypted with
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
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function xor(bytes: Uint8Array, mask: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)));
}
