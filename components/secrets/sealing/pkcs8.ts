/**
 * Private keys as passphrase-encrypted PKCS#8 in PEM: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018), which
 * `openssl pkey` opens. Node writes the same form, but with 2,048 rounds of PBKDF2; a file that lies around for years
 * needs more, so the few bytes of ASN.1 are written here.
 */
import { createCipheriv, createPrivateKey, pbkdf2Sync, randomBytes, type KeyObject } from "node:crypto";

/** Rounds of PBKDF2-HMAC-SHA-256: what OWASP asks for. */
const rounds = 600_000;

/** The key in PEM ("BEGIN ENCRYPTED PRIVATE KEY"); another text each time, because salt and IV are random. */
export function encryptPrivateKey(key: KeyObject, passphrase: string): string {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync(passphrase, salt, rounds, 32, "sha256"), iv);
  const encrypted = [cipher.update(key.export({ type: "pkcs8", format: "der" })), cipher.final()];
  const keyDerivation = sequence(
    oid.pbkdf2,
    sequence(octets(salt), integer(rounds), sequence(oid.hmac, none)),
  );
  const algorithm = sequence(oid.pbes2, sequence(keyDerivation, sequence(oid.aes256Cbc, octets(iv))));
  const body = sequence(algorithm, octets(Buffer.concat(encrypted))).toString("base64");
  const lines = body.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN ENCRYPTED PRIVATE KEY-----", ...lines, "-----END ENCRYPTED PRIVATE KEY-----", ""].join(
    "\n",
  );
}

/** The key in an encrypted PEM, or undefined when it is not encrypted or the passphrase does not open it. */
export function decryptPrivateKey(pem: string, passphrase: string): KeyObject | undefined {
  try {
    if (!pem.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----")) return undefined;
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    return undefined;
  }
}

const oid = {
  pbes2: Buffer.from("06092a864886f70d01050d", "hex"),
  pbkdf2: Buffer.from("06092a864886f70d01050c", "hex"),
  hmac: Buffer.from("06082a864886f70d0209", "hex"),
  aes256Cbc: Buffer.from("060960864801650304012a", "hex"),
};
const none = Buffer.from("0500", "hex");

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function octets(bytes: Buffer): Buffer {
  return tagged(0x04, bytes);
}

/** A whole number above zero, in as few bytes as DER demands; the first bit is the sign. */
function integer(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return tagged(0x02, Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex"));
}

function tagged(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) {
    return Buffer.concat([Buffer.of(tag, content.length), content]);
  }
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const significant = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 | significant.length), significant, content]);
}
