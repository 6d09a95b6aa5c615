/**
 * Seals one value as `kubeseal` does, so that the Sealed Secrets controller opens it, but always to the same text.
 *
 * The form is base64(length || RSA-OAEP-SHA256(session key, label) || AES-256-GCM(session key, zero nonce, value)).
 * kubeseal draws session key and OAEP seed at random; here HMAC-SHA-256 derives both from a secret salt and from all
 * that is sealed (key, label, name, value), as SIV does. Why that is safe:
 * - Without the salt, HMAC outputs are random bytes: the ciphertext is what kubeseal could have made, and a
 *   guessed value cannot be checked by sealing it again.
 * - A session key is only ever used for the one value that it was derived from, so the zero nonce is never reused.
 * - It reveals equality over time: a value that returns under the same name has its old ciphertext again. Values under
 *   different names, namespaces or keys cannot be compared.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  privateDecrypt,
} from "node:crypto";

import { encryptOaep, keyFingerprint, sealingPublicKey } from "./rsa";

/** How far a sealed value may be moved and still be opened. */
export const SealingScope = {
  /** Only under the same name in the same namespace. */
  Strict: "strict",
  /** Under any name in the same namespace. */
  NamespaceWide: "namespace-wide",
  /** Everywhere in the cluster: everyone who can create a SealedSecret can read the value. */
  ClusterWide: "cluster-wide",
} as const;
export type SealingScope = (typeof SealingScope)[keyof typeof SealingScope];

/** Namespace and name of a Secret. */
export interface SecretReference {
  readonly name: string;
  readonly namespace: string;
}

/** The label that binds a ciphertext to its namespace and name. Source: `EncryptionLabel` of sealed-secrets v0.40.0. */
export function sealingLabel(scope: SealingScope, { name, namespace }: SecretReference): string {
  switch (scope) {
    case SealingScope.Strict:
      return `${namespace}/${name}`;
    case SealingScope.NamespaceWide:
      return namespace;
    case SealingScope.ClusterWide:
      return "";
  }
}

/** The annotation by which the controller knows the scope; the strict one has none. */
export function scopeAnnotations(scope: SealingScope): Record<string, string> {
  return scope === SealingScope.Strict ? {} : { [`sealedsecrets.bitnami.com/${scope}`]: "true" };
}

/** The fewest bytes of salt: as many as the keys that are derived from it. */
export const leastSaltBytes = 32;

/** Values to seal, and the Secret they are sealed for. */
export interface Sealing {
  /** Certificate or public key of the controller, in PEM. */
  readonly certificate: string;
  /** Binds the value to its namespace and name: `sealingLabel`. */
  readonly label: string;
  /** Name of the value in the Secret. */
  readonly key: string;
  /** The value; text is sealed as UTF-8. */
  readonly value: string | Uint8Array;
  /** Secret random text of at least 32 bytes; everyone who has it can check guesses. */
  readonly salt: string | Uint8Array;
}

/**
 * Seals a value. Equal arguments give equal text.
 *
 * @throws RangeError when the certificate cannot be used or the salt is too short; it quotes neither
 */
export function seal({ certificate, label, key, value, salt }: Sealing): string {
  const publicKey = sealingPublicKey(certificate);
  const secret = Buffer.from(salt);
  if (secret.length < leastSaltBytes) {
    throw new RangeError(`the salt has ${secret.length} bytes; use at least ${leastSaltBytes} random ones`);
  }
  const plaintext = Buffer.from(value);
  const bound = [keyFingerprint(publicKey), Buffer.from(label), Buffer.from(key), plaintext];
  const sessionKey = derive(secret, "session key", bound);
  const sealedKey = encryptOaep(
    publicKey,
    sessionKey,
    Buffer.from(label),
    derive(secret, "OAEP seed", bound),
  );
  const cipher = createCipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(sealedKey.length);
  const body = [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([length, sealedKey, ...body]).toString("base64");
}

/** 32 bytes from the salt and everything that is bound; lengths go in too, so that no two lists look the same. */
function derive(salt: Buffer, purpose: string, bound: readonly Buffer[]): Buffer {
  const mac = createHmac("sha256", salt);
  for (const part of [Buffer.from(`mariadb-gitops sealing v1, ${purpose}`), ...bound]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.length));
    mac.update(length).update(part);
  }
  return mac.digest();
}

const tagLength = 16;

/**
 * Opens a sealed value as the Sealed Secrets controller does, for a SealedSecret whose Secret does not exist.
 *
 * @param privateKey RSA key in PEM
 * @param label binds the value to its namespace and name: `sealingLabel`
 * @returns the value; undefined when it was sealed for another key, namespace or name
 * @example
 * unseal({ privateKey, label: "mariadb-dev/mariadb-root", sealed: encryptedData.password });
 */
export function unseal({
  privateKey,
  label,
  sealed,
}: {
  privateKey: string;
  label: string;
  sealed: string;
}): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  const length = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  const body = bytes.subarray(2 + length);
  if (length === 0 || body.length < tagLength) {
    return undefined;
  }
  try {
    const sessionKey = privateDecrypt(
      {
        key: createPrivateKey(privateKey),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: "sha256",
        oaepLabel: Buffer.from(label),
      },
      bytes.subarray(2, 2 + length),
    );
    const cipher = createDecipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
    cipher.setAuthTag(body.subarray(body.length - tagLength));
    const opened = [cipher.update(body.subarray(0, body.length - tagLength)), cipher.final()];
    return Buffer.concat(opened).toString("utf8");
  } catch {
    return undefined;
  }
}
