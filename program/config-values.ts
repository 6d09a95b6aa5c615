import { leavesRepository } from "../components/delivery/delivery";
import { goDurationSeconds } from "../safety/duration";

/** The form of a value: returns what to set instead, or nothing when the value is right. */
export type Format = (value: string) => string | undefined;

/** A name that Kubernetes takes for a namespace. */
export const dnsLabel: Format = (value) =>
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? undefined
    : "set a name of lower-case letters, digits and dashes, up to 63 characters";

/** An object of a namespace. */
export const namespacedName: Format = (value) =>
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value)
    ? undefined
    : "set NAMESPACE/NAME, such as kube-system/kube-controller-manager";

/** A folder inside the repository. */
export const folder: Format = (value) =>
  leavesRepository(value) ? "set a folder inside the repository, such as gitops/overlays/dev" : undefined;

/** The address of a Git repository. */
export const gitUrl: Format = (value) =>
  /^(https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/.test(value) ? undefined : "set an https, ssh or file URL";

/** The name of an S3 bucket. */
export const bucketName: Format = (value) =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)
    ? undefined
    : "set a bucket name of 3 to 63 lower-case letters, digits, dots and dashes";

/** A length of time of at least a second, as Go writes it. */
export const goDuration: Format = (value) =>
  (goDurationSeconds(value) ?? 0) >= 1 ? undefined : "set a duration such as 15m or 1h30m";

/** A secure web address. */
export const httpsUrl: Format = (value) =>
  /^https:\/\/[^/\s]+/.test(value) ? undefined : "set an https URL";

/** Whether a URL carries a password, or a token as its user name, which every state and log would show in plaintext. */
export function hasCredentials(url: string): boolean {
  return /^https?:\/\/[^/]*@/.test(url) || /:\/\/[^/]*:[^/]*@/.test(url);
}

/** The type of one field of an entry, and whether the entry must have it. */
export interface Field {
  readonly type: "string" | "number" | "boolean" | "strings";
  readonly required?: true;
}

/** A list of entries that have these fields and no others. */
export type Fields = Readonly<Record<string, Field>>;

/**
 * Says what is wrong with a list of entries; one sentence for each mistake, which names the entry, its field and what
 * to set. Fails closed: an unknown field is a problem.
 *
 * @param key the configuration key, for the sentences
 */
export function problemsOfRecords(key: string, value: unknown, fields: Fields): string[] {
  if (!Array.isArray(value)) {
    return [
      `${key} must be a list, for example: pulumi config set --path '${key}[0].${firstOf(fields)}' VALUE`,
    ];
  }
  return value.flatMap((entry: unknown, index) => problemsOfRecord(`${key}[${index}]`, entry, fields));
}

/** The same for one entry. */
export function problemsOfRecord(at: string, entry: unknown, fields: Fields): string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return [`${at} must be an object with the fields ${Object.keys(fields).join(", ")}`];
  }
  const found = entry as Record<string, unknown>;
  const unknown = Object.keys(found)
    .filter((name) => fields[name] === undefined)
    .map((name) => `${at}.${name} is not a known field; set one of ${Object.keys(fields).join(", ")}`);
  const wrong = Object.entries(fields).flatMap(([name, field]) =>
    problemOfField(`${at}.${name}`, found[name], field),
  );
  return [...unknown, ...wrong];
}

function problemOfField(at: string, value: unknown, { type, required }: Field): string[] {
  if (value === undefined) {
    return required === true ? [`${at} is missing; set ${article(type)}`] : [];
  }
  const right =
    type === "strings"
      ? Array.isArray(value) && value.every((item) => typeof item === "string")
      : typeof value === type;
  return right ? [] : [`${at} is ${JSON.stringify(value)}; set ${article(type)}`];
}

function article(type: Field["type"]): string {
  return type === "strings" ? "a list of strings" : `a ${type}`;
}

function firstOf(fields: Fields): string {
  return Object.keys(fields)[0] ?? "";
}
