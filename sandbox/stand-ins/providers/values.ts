/**
 * The values that travel between Pulumi's engine and a provider: JSON, plus "secret" and "not known yet".
 */
import type { Plain, PlainObject } from "../../cluster";

export type { Plain, PlainObject };

const secretMark = Symbol("secret");
const unknownMark = Symbol("unknown");

/** A value that must never be shown or stored in plaintext. */
export interface Secret {
  readonly [secretMark]: true;
  readonly value: Value;
}

/** A value that only the deployment will know; previews carry it. */
export interface Unknown {
  readonly [unknownMark]: true;
}

export const unknown: Unknown = { [unknownMark]: true };

export type Value = null | boolean | number | string | Secret | Unknown | Value[] | Properties;
export interface Properties {
  [key: string]: Value;
}

/** A value without its secret marks; the secrets in it are in plaintext. */
export type Open = null | boolean | number | string | Unknown | Open[] | OpenObject;
export interface OpenObject {
  [key: string]: Open;
}

export function asSecret(value: Value): Secret {
  return { [secretMark]: true, value };
}

/** Whether the value itself is marked secret, and not only a part of it. */
export function isSecret(value: Value | undefined): value is Secret {
  return typeof value === "object" && value !== null && secretMark in value;
}

export function isUnknown(value: Value | undefined): value is Unknown {
  return value === unknown;
}

/** Whether the value is a map of properties; lists, secrets and unknowns are not. */
export function isMap(value: Open | undefined): value is OpenObject;
export function isMap(value: Value | undefined): value is Properties;
export function isMap(value: Value | undefined): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !isSecret(value) &&
    !isUnknown(value)
  );
}

export function asMap(value: Open | undefined): OpenObject | undefined {
  return isMap(value) ? value : undefined;
}

export function asString(value: Open | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The string itself, or an empty one for everything else. */
export function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

function mapObject<From, To>(object: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Removes the secret marks, at any depth. The result holds the secrets in plaintext. */
export function open(value: Properties): OpenObject;
export function open(value: Value): Open;
export function open(value: Value): Open {
  if (isSecret(value)) {
    return open(value.value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => open(item));
  }
  if (isMap(value)) {
    return mapObject(value, (item) => open(item));
  }
  return value;
}

export function hasUnknown(value: Value): boolean {
  if (isUnknown(value)) {
    return true;
  }
  if (isSecret(value)) {
    return hasUnknown(value.value);
  }
  if (Array.isArray(value)) {
    return value.some((item) => hasUnknown(item));
  }
  return isMap(value) && Object.values(value).some((item) => hasUnknown(item));
}

export function hasSecret(value: Value): boolean {
  if (isSecret(value)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some((item) => hasSecret(item));
  }
  return isMap(value) && Object.values(value).some((item) => hasSecret(item));
}

/**
 * The value as JSON.
 * @throws Error when a part of it is unknown; ask hasUnknown first.
 */
export function plain(value: OpenObject): PlainObject;
export function plain(value: Open): Plain;
export function plain(value: Open): Plain {
  if (isUnknown(value)) {
    throw new Error("a value that is not known yet cannot be sent");
  }
  if (Array.isArray(value)) {
    return value.map((item) => plain(item));
  }
  if (isMap(value)) {
    return mapObject(value, (item) => plain(item));
  }
  return value;
}

/** Deep equality of JSON and unknowns; an unknown equals nothing, not even itself. */
export function equal(left: Open | undefined, right: Open | undefined): boolean {
  if (isUnknown(left) || isUnknown(right)) {
    return false;
  }
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  const [first, second] = [asMap(left), asMap(right)];
  if (first === undefined || second === undefined) {
    return false;
  }
  const keys = Object.keys(first);
  return (
    keys.length === Object.keys(second).length &&
    keys.every((key) => Object.hasOwn(second, key) && equal(first[key], second[key]))
  );
}

/**
 * Marks as secret in `value` what is secret in `template`, at the same path. Maps are followed key by key; anything
 * else that holds a secret is marked whole, so a list with one secret becomes a secret list even if its order changes.
 */
export function markLike(value: OpenObject, template: Value | undefined): Properties {
  const marked: Properties = { ...value };
  if (!isMap(template)) {
    return marked;
  }
  for (const [key, like] of Object.entries(template)) {
    const item = value[key];
    if (item === undefined) {
      continue;
    }
    if (isMap(item) && isMap(like)) {
      marked[key] = markLike(item, like);
    } else if (hasSecret(like)) {
      marked[key] = asSecret(item);
    }
  }
  return marked;
}

function leaves(value: Open): string[] {
  if (typeof value === "string") {
    return value === "" ? [] : [value];
  }
  if (typeof value === "number") {
    return [String(value)];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => leaves(item));
  }
  return isMap(value) ? Object.values(value).flatMap((item) => leaves(item)) : [];
}

/** The strings and numbers that are marked secret in the value, in plaintext. */
export function secretTexts(value: Value): string[] {
  if (isSecret(value)) {
    return leaves(open(value));
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => secretTexts(item));
  }
  return isMap(value) ? Object.values(value).flatMap((item) => secretTexts(item)) : [];
}

/** How many characters in a row a text may share with a secret before it counts as quoting it. */
const window = 4;

function windows(text: string): string[] {
  if (text.length <= window) {
    return [text];
  }
  return Array.from({ length: text.length - window + 1 }, (_, start) => text.slice(start, start + window));
}

/** A secret as servers print it: as it is, in base64, and decoded from base64. */
function spellings(secret: string): string[] {
  const encoded = Buffer.from(secret, "utf8").toString("base64").replace(/=+$/, "");
  const decoded = Buffer.from(secret, "base64").toString("utf8");
  return decoded.length < window ? [secret, encoded] : [secret, encoded, decoded];
}

/**
 * Whether the text shares four characters in a row with a secret. Servers quote rejected values cut short, quoted or
 * escaped, so searching for the whole secret would miss them; a false alarm only costs a less specific message.
 */
export function mayQuote(text: string, secrets: readonly string[]): boolean {
  return secrets
    .flatMap((secret) => spellings(secret))
    .some((spelling) => windows(spelling).some((part) => text.includes(part)));
}
