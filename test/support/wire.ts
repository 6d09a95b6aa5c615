/** How Pulumi marks secrets and unknown values on the wire. Source: sdk/go/common/resource/properties.go. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface WireSecret {
  value: unknown;
}

/** Whether a value on the wire is a secret. */
export function isSecret(value: unknown): value is WireSecret {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Record<string, unknown>)[signature] === secretSignature
  );
}

/** The value inside a secret. */
export function secretValue(secret: WireSecret): unknown {
  return secret.value;
}

/** Whether a value on the wire is not known yet. */
export function isUnknown(value: unknown): boolean {
  return value === unknownString;
}

/** A value as the API server would get it, secrets opened. */
export function plain(value: unknown): unknown {
  if (isSecret(value)) {
    return plain(secretValue(value));
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
    : value;
}
