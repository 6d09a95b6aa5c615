/**
 * Stand-in for the `tls` provider: PrivateKey and SelfSignedCert.
 *
 * `privateKeyOpenssh` is left out: nothing here reads it, and Node cannot write the format.
 */

import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import { GeneratedSession, type Generator } from "./generated";
import { versionOf, type CheckFailure, type StandIn } from "./protocol";
import { selfSignedCert } from "./self-signed-cert";
import { isUnknown, textOf, type OpenObject, type PlainObject } from "./values";

const generate = promisify(generateKeyPair);

const algorithms = ["RSA", "ECDSA", "ED25519"];
const curves: Readonly<Record<string, string>> = {
  P224: "secp224r1",
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
};

/** The official default, and the least that Go's crypto/rsa accepts. */
const defaultRsaBits = 2048;
const leastRsaBits = 1024;

function oneOf(inputs: OpenObject, key: string, choices: readonly string[]): CheckFailure[] {
  const value = inputs[key];
  if (isUnknown(value) || (typeof value === "string" && choices.includes(value))) {
    return [];
  }
  return [{ property: key, reason: `"${key}" must be one of ${choices.join(", ")}.` }];
}

function complete(inputs: OpenObject): OpenObject {
  return { rsaBits: defaultRsaBits, ecdsaCurve: "P224", ...inputs };
}

function check(inputs: OpenObject): CheckFailure[] {
  const all = complete(inputs);
  const bits = all.rsaBits;
  const bitsFit =
    isUnknown(bits) || (typeof bits === "number" && Number.isInteger(bits) && bits >= leastRsaBits);
  return [
    ...oneOf(all, "algorithm", algorithms),
    ...oneOf(all, "ecdsaCurve", Object.keys(curves)),
    ...(bitsFit
      ? []
      : [{ property: "rsaBits", reason: `"rsaBits" must be a whole number of at least ${leastRsaBits}.` }]),
  ];
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The notation that `openssl` and Go call the traditional one. */
  readonly traditional: "pkcs1" | "sec1" | "pkcs8";
}

async function keyPair(inputs: PlainObject): Promise<KeyPair> {
  if (inputs.algorithm === "RSA") {
    return { ...(await generate("rsa", { modulusLength: Number(inputs.rsaBits) })), traditional: "pkcs1" };
  }
  if (inputs.algorithm === "ECDSA") {
    const namedCurve = curves[textOf(inputs.ecdsaCurve)] ?? "";
    return { ...(await generate("ec", { namedCurve })), traditional: "sec1" };
  }
  return { ...(await generate("ed25519")), traditional: "pkcs8" };
}

function publicOutputs(key: KeyObject): { readonly id: string; readonly outputs: PlainObject } {
  const publicKeyPem = key.export({ type: "spki", format: "pem" }).toString();
  const ssh = sshPublicKey(key);
  return {
    id: createHash("sha1").update(publicKeyPem.trim()).digest("hex"),
    outputs: {
      publicKeyPem,
      publicKeyOpenssh: ssh.line,
      publicKeyFingerprintMd5: ssh.md5,
      publicKeyFingerprintSha256: ssh.sha256,
    },
  };
}

/** tls.PrivateKey. Its private halves are secret outputs. */
export const privateKey: Generator = {
  inputs: ["algorithm", "ecdsaCurve", "rsaBits"],
  check,
  complete,
  outputs: [
    "privateKeyPem",
    "privateKeyPemPkcs8",
    "publicKeyPem",
    "publicKeyOpenssh",
    "publicKeyFingerprintMd5",
    "publicKeyFingerprintSha256",
  ],
  secretOutputs: ["privateKeyPem", "privateKeyPemPkcs8"],
  generate: async (inputs) => {
    const pair = await keyPair(inputs);
    const { id, outputs } = publicOutputs(pair.publicKey);
    const pem = (type: KeyPair["traditional"]): string =>
      pair.privateKey.export({ type, format: "pem" }).toString();
    return {
      id,
      outputs: { ...outputs, privateKeyPem: pem(pair.traditional), privateKeyPemPkcs8: pem("pkcs8") },
    };
  },
};

export const tls: StandIn = {
  name: "tls",
  version: versionOf("@pulumi/tls"),
  openSession: () =>
    new GeneratedSession("tls", {
      "tls:index/privateKey:PrivateKey": privateKey,
      "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
    }),
};

/**
 * OpenSSH's names of the curves; it has none for P-224. The notation of public keys: RFC 4253 section 6.6, RFC 5656
 * section 3.1, RFC 8709 section 4.
 */
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
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") {
    return undefined;
  }
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
  if (curve === undefined) {
    return undefined;
  }
  const type = `ecdsa-sha2-${curve}`;
  const parts = [Buffer.from(type), Buffer.from(curve), ecPoint(jwk.x ?? "", jwk.y ?? "")];
  return { type, blob: Buffer.concat(parts.map((part) => lengthPrefixed(part))) };
}

/** A public key for `authorized_keys`, with its two fingerprints; empty strings for keys that OpenSSH cannot use. */
interface SshPublicKey {
  readonly line: string;
  readonly md5: string;
  readonly sha256: string;
}

export function sshPublicKey(key: KeyObject): SshPublicKey {
  const ssh = sshBlob(key);
  if (ssh === undefined) {
    return { line: "", md5: "", sha256: "" };
  }
  const md5 = createHash("md5").update(ssh.blob).digest("hex");
  const sha256 = createHash("sha256").update(ssh.blob).digest("base64").replace(/=+$/, "");
  return {
    line: `${ssh.type} ${ssh.blob.toString("base64")}\n`,
    md5: (md5.match(/../g) ?? []).join(":"),
    sha256: `SHA256:${sha256}`,
  };
}
