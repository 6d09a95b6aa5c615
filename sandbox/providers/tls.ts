/**
 * Stand-in for the `tls` provider: PrivateKey and SelfSignedCert.
 *
 * `privateKeyOpenssh` is left out: nothing here reads it, and the format has no writer in Node.
 */
import { createHash, generateKeyPair } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { GeneratedSession } from "./generated";
import type { Generator } from "./generated";
import { sshPublicKey } from "./openssh";
import type { CheckFailure, StandIn } from "./protocol";
import { selfSignedCert } from "./self-signed-cert";
import { isUnknown, textOf } from "./values";
import type { OpenObject, PlainObject } from "./values";
import { versionOf } from "./versions";

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
  if (isUnknown(value) || (typeof value === "string" && choices.includes(value))) return [];
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

/** The stand-in for the `tls` plugin. */
export const tls: StandIn = {
  name: "tls",
  version: versionOf("@pulumi/tls"),
  openSession: () =>
    new GeneratedSession("tls", {
      "tls:index/privateKey:PrivateKey": privateKey,
      "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
    }),
};
