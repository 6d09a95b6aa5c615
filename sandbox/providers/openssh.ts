/**
 * Public keys in OpenSSH's notation. Source: RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4.
 */
import { createHash } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** OpenSSH's names of the curves. It knows no P-224. */
const sshCurves: Readonly<Record<string, string>> = {
  "P-256": "nistp256",
  "P-384": "nistp384",
  "P-521": "nistp521",
};

function lengthPrefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A whole number, with a leading zero byte when its highest bit would make it negative. */
function multiplePrecision(bytes: Buffer): Buffer {
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return lengthPrefixed(negative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function ecPoint(x: string, y: string): Buffer {
  return Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
}

function sshBlob(key: KeyObject): { readonly type: string; readonly blob: Buffer } | undefined {
  // Node cannot export a P-224 key as a JWK, and OpenSSH could not use it.
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
  const jwk = key.export({ format: "jwk" });
  const field = (name: "n" | "e" | "x"): Buffer => Buffer.from(jwk[name] ?? "", "base64url");
  if (jwk.kty === "RSA") {
    const type = "ssh-rsa";
    return {
      type,
      blob: Buffer.concat([
        lengthPrefixed(Buffer.from(type)),
        multiplePrecision(field("e")),
        multiplePrecision(field("n")),
      ]),
    };
  }
  if (jwk.kty === "OKP") {
    const type = "ssh-ed25519";
    return { type, blob: Buffer.concat([lengthPrefixed(Buffer.from(type)), lengthPrefixed(field("x"))]) };
  }
  const curve = sshCurves[jwk.crv ?? ""];
  if (curve === undefined) return undefined;
  const type = `ecdsa-sha2-${curve}`;
  const parts = [Buffer.from(type), Buffer.from(curve), ecPoint(jwk.x ?? "", jwk.y ?? "")];
  return { type, blob: Buffer.concat(parts.map((part) => lengthPrefixed(part))) };
}

/** A public key for `authorized_keys`, with its two fingerprints; empty texts for keys that OpenSSH cannot use. */
export interface SshPublicKey {
  readonly line: string;
  readonly md5: string;
  readonly sha256: string;
}

/** Writes the public key as OpenSSH does. */
export function sshPublicKey(key: KeyObject): SshPublicKey {
  const ssh = sshBlob(key);
  if (ssh === undefined) return { line: "", md5: "", sha256: "" };
  const md5 = createHash("md5").update(ssh.blob).digest("hex");
  const sha256 = createHash("sha256").update(ssh.blob).digest("base64").replace(/=+$/, "");
  return {
    line: `${ssh.type} ${ssh.blob.toString("base64")}\n`,
    md5: (md5.match(/../g) ?? []).join(":"),
    sha256: `SHA256:${sha256}`,
  };
}
