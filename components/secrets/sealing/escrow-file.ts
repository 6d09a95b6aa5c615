/**
 * A copy of a sealing key in a file that only a passphrase opens: what is left when cluster and Pulumi's state are
 * both gone. Whoever opens it can read every SealedSecret of the cluster.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createPrivateKey } from "node:crypto";
import { dirname } from "node:path";

import { decryptPrivateKey, encryptPrivateKey } from "./pkcs8";

/** A private key with the certificate that the controller has for it, both in PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly certificate: string;
}

const leastCharacters = 20;
const leastDifferent = 8;

/** What is wrong with a passphrase, or undefined. The sentence says nothing about the passphrase itself. */
export function passphraseProblem(passphrase: string): string | undefined {
  return passphrase.length >= leastCharacters && new Set(passphrase).size >= leastDifferent
    ? undefined
    : `escrow.file.passphrase is too weak for a key that opens every secret; write at least ${leastCharacters} ` +
        `characters, ${leastDifferent} of them different, such as six random words`;
}

/**
 * Keeps the key in the file. A file that opens to this key already is left as it is; one that does not is never
 * overwritten, because it may hold the last copy of another key.
 *
 * @param write false in a preview, which compares and writes nothing
 * @throws Error when the passphrase is weak, or when the file holds anything else; it quotes no secret
 */
export function escrowToFile(path: string, pair: KeyPair, passphrase: string, write: boolean): void {
  const problem = passphraseProblem(passphrase);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  const key = createPrivateKey(pair.privateKey);
  if (existsSync(path)) {
    const found = decryptPrivateKey(readFileSync(path, "utf8"), passphrase);
    if (found?.equals(key) !== true) {
      const what = found === undefined ? "does not open with escrow.file.passphrase" : "holds another key";
      throw new Error(`${path} ${what}; keep it, and write another folder in escrow.file.folder`);
    }
  } else if (write) {
    create(path, encryptPrivateKey(key, passphrase) + pair.certificate);
  }
  if (write) {
    chmodSync(path, onlyOwner);
  }
}

const onlyOwner = 0o600;

/** Writes the file whole or not at all: half a key would be taken for a key that is safe. */
function create(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  writeFileSync(partial, content, { mode: onlyOwner, flag: "wx", flush: true });
  renameSync(partial, path);
}
