/**
 * Keeping secrets secret: marking what comes back from a server, and holding back texts that may quote a secret.
 */
import { asSecret, hasSecret, isMap, isSecret, open } from "./values";
import type { Open, OpenObject, Properties, Value } from "./values";

/**
 * Marks as secret in `value` what is secret in `template`, at the same path. Maps are followed key by key; anything
 * else that holds a secret is marked whole, so a list with one secret becomes a secret list even if its order changes.
 */
export function markLike(value: OpenObject, template: Value | undefined): Properties {
  const marked: Properties = { ...value };
  if (!isMap(template)) return marked;
  for (const [key, like] of Object.entries(template)) {
    const item = value[key];
    if (item === undefined) continue;
    if (isMap(item) && isMap(like)) marked[key] = markLike(item, like);
    else if (hasSecret(like)) marked[key] = asSecret(item);
  }
  return marked;
}

function leaves(value: Open): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number") return [String(value)];
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item));
  return isMap(value) ? Object.values(value).flatMap((item) => leaves(item)) : [];
}

/** The texts and numbers that are marked secret in the value, in clear. */
export function secretTexts(value: Value): string[] {
  if (isSecret(value)) return leaves(open(value));
  if (Array.isArray(value)) return value.flatMap((item) => secretTexts(item));
  return isMap(value) ? Object.values(value).flatMap((item) => secretTexts(item)) : [];
}

/** How many characters in a row a text may share with a secret before it counts as quoting it. */
const window = 4;

function windows(text: string): string[] {
  if (text.length <= window) return [text];
  return Array.from({ length: text.length - window + 1 }, (_, start) => text.slice(start, start + window));
}

/** A secret as servers write it: as it is, in base64, and decoded from base64. */
function spellings(secret: string): string[] {
  const encoded = Buffer.from(secret, "utf8").toString("base64").replace(/=+$/, "");
  const decoded = Buffer.from(secret, "base64").toString("utf8");
  return decoded.length < window ? [secret, encoded] : [secret, encoded, decoded];
}

/**
 * True when the text shares four characters in a row with a secret. Servers quote rejected values cut short, quoted or
 * escaped, so searching for the whole secret would miss them; a false alarm only costs a less telling message.
 */
export function mayQuote(text: string, secrets: readonly string[]): boolean {
  return secrets
    .flatMap((secret) => spellings(secret))
    .some((spelling) => windows(spelling).some((part) => text.includes(part)));
}
