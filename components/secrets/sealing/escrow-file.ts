/**
 * A copy of a sealing key in a file that only a passphrase opens: what remains when the cluster and Pulumi's state are
 * both lost.
 */
import { createCipheriv, createPrivateKey, pbkdf2Sync, randomBytes, type KeyObject } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { Integer, Null, ObjectIdentifier, OctetString, Sequence } from "asn1js";

const leastCharacters = 20;
const leastDifferent = 8;

/** The problem with a passphrase, or undefined. The sentence does not quote the passphrase. */
export function passphraseProblem(passphrase: string): string | undefined {
  return passphrase.length >= leastCharacters && new Set(passphrase).size >= leastDifferent
    ? undefined
    : `escrow.file.passphrase is too weak for a key that opens every secret; set at least ${leastCharacters} ` +
        `characters, ${leastDifferent} of them different, such as six random words`;
}

/**
 * Writes the key into the file. A file that already holds this key is left unchanged; any other file is never overwritten,
 * because it may hold the last copy of another key.
 *
 * @param write false in a preview, which compares and writes nothing
 * @throws Error when the passphrase is weak, or when the file holds anything else; it quotes no secret
 */
export function escrowToFile(
  path: string,
  pair: { privateKey: string; certificate: string },
  passphrase: string,
  write: boolean,
): void {
  const problem = passphraseProblem(passphrase);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  const key = createPrivateKey(pair.privateKey);
  if (existsSync(path)) {
    const found = decryptPrivateKey(readFileSync(path, "utf8"), passphrase);
    if (found?.equals(key) !== true) {
      const what = found === undefined ? "does not open with escrow.file.passphrase" : "holds another key";
      throw new Error(`${path} ${what}; keep it, and set another folder in escrow.file.folder`);
    }
  } else if (write) {
    create(path, encryptPrivateKey(key, passphrase) + pair.certificate);
  }
  if (write) {
    chmodSync(path, onlyOwner);
  }
}

const onlyOwner = 0o600;

/** Writes the file whole or not at all: a partial file would pass for a copy of the key. */
function create(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  writeFileSync(partial, content, { mode: onlyOwner, flag: "wx", flush: true });
  renameSync(partial, path);
}

/** Rounds of PBKDF2-HMAC-SHA-256: what OWASP asks for. */
const rounds = 600_000;

/**
 * The key in PEM ("BEGIN ENCRYPTED PRIVATE KEY"), which `openssl pkey` opens: PBES2 with PBKDF2-HMAC-SHA-256 and
 * AES-256-CBC (RFC 8018). Node's own export has the same form with 2,048 rounds, too few for a file that is kept for
 * years. Another text each time, because salt and IV are random.
 */
export function encryptPrivateKey(key: KeyObject, passphrase: string): string {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync(passphrase, salt, rounds, 32, "sha256"), iv);
  const encrypted = [cipher.update(key.export({ type: "pkcs8", format: "der" })), cipher.final()];
  const octets = (valueHex: Buffer) => new OctetString({ valueHex });
  const keyDerivation = algorithm(
    oid.pbkdf2,
    new Sequence({
      value: [octets(salt), new Integer({ value: rounds }), algorithm(oid.hmacSha256, new Null())],
    }),
  );
  const scheme = algorithm(
    oid.pbes2,
    new Sequence({ value: [keyDerivation, algorithm(oid.aes256Cbc, octets(iv))] }),
  );
  const info = new Sequence({ value: [scheme, octets(Buffer.concat(encrypted))] });
  const lines =
    Buffer.from(info.toBER())
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join("\n")}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}

/** An AlgorithmIdentifier of X.509. */
function algorithm(value: string, parameters: Sequence | OctetString | Null): Sequence {
  return new Sequence({ value: [new ObjectIdentifier({ value }), parameters] });
}

const oid = {
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacSha256: "1.2.840.113549.2.9",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
};

/** The key in an encrypted PEM, or undefined when it is not encrypted or the passphrase does not open it. */
export function decryptPrivateKey(pem: string, passphrase: string): KeyObject | undefined {
  try {
    if (!pem.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
      return undefined;
    }
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    return undefined;
  }
}
