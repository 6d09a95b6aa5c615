/**
 * The engine's wire form: a protobuf Struct in which unknown values are sentinel strings and secrets are maps with a
 * signature. Source: sdk/go/common/resource/plugin/rpc.go and sdk/go/common/resource/sig of pulumi/pulumi.
 */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { Code, failure } from "./errors";
import {
  asSecret,
  isMap,
  isSecret,
  isUnknown,
  textOf,
  unknown,
  type Plain,
  type PlainObject,
  type Properties,
  type Value,
} from "./values";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The sentinel of an unknown value. The engine reads it as "unknown", whatever type the property has. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownSentinels = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

const otherSignatures: Readonly<Record<string, string>> = {
  c44067f5952c0a294b673a41bacd8c17: "an asset",
  "0def7320c3a5731c473e5ecbe6d01bc7": "an archive",
  "5cf8f73096256a8f31e491e813e4eb8e": "a reference to a resource",
};

function fromSigned(signed: PlainObject): Value {
  const signature = signed[signatureKey];
  if (signature === secretSignature) {
    return asSecret(fromJson(signed.value ?? null));
  }
  if (signature === outputSignature) {
    const value = signed.value === undefined ? unknown : fromJson(signed.value);
    return signed.secret === true ? asSecret(value) : value;
  }
  const name = otherSignatures[textOf(signature)] ?? "a value of an unknown kind";
  throw failure(
    Code.InvalidArgument,
    `A property holds ${name}, which has no meaning here. Pass a string, number, boolean, list or map instead.`,
  );
}

function fromJson(json: Plain): Value {
  if (typeof json === "string") {
    return unknownSentinels.has(json) ? unknown : json;
  }
  if (Array.isArray(json)) {
    return json.map((item) => fromJson(item));
  }
  if (typeof json !== "object" || json === null) {
    return json;
  }
  return Object.hasOwn(json, signatureKey) ? fromSigned(json) : decodeMap(json);
}

function decodeMap(object: PlainObject): Properties {
  const present = Object.entries(object).filter(([, item]) => item !== null);
  return Object.fromEntries(present.map(([key, item]) => [key, fromJson(item)]));
}

function toJson(value: Value): Plain {
  if (isUnknown(value)) {
    return unknownString;
  }
  if (isSecret(value)) {
    return { [signatureKey]: secretSignature, value: toJson(value.value) };
  }
  if (Array.isArray(value)) {
    return value.map((item) => toJson(item));
  }
  return isMap(value) ? encodeMap(value) : value;
}

function encodeMap(properties: Properties): PlainObject {
  return Object.fromEntries(Object.entries(properties).map(([key, item]) => [key, toJson(item)]));
}

/**
 * Reads properties from the wire. A missing struct is an empty map; null entries of maps are left out, because to
 * the engine an absent property and a null one are the same.
 * @throws ProviderError for assets, archives and resource references.
 */
export function decode(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : decodeMap(struct.toJavaScript());
}

/** Writes properties to the wire, with their secret marks and unknowns. */
export function encode(properties: Properties): Struct {
  return Struct.fromJavaScript(encodeMap(properties));
}
