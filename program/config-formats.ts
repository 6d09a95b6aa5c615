import { goDurationSeconds } from "../safety/duration";

/** What a text must look like: says what to write instead, or nothing when it is right. */
export type Format = (value: string) => string | undefined;

/** A name that Kubernetes takes for a namespace. */
export const dnsLabel: Format = (value) =>
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? undefined
    : "write a name of lower-case letters, digits and dashes, up to 63 characters";

/** A folder inside the repository. */
export const folder: Format = (value) =>
  value.startsWith("/") || value.split("/").includes("..")
    ? "write a folder inside the repository, such as gitops/overlays/dev"
    : undefined;

/** The address of a Git repository. */
export const gitUrl: Format = (value) =>
  /^(https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/.test(value) ? undefined : "write an https, ssh or file URL";

/** The name of an S3 bucket. */
export const bucketName: Format = (value) =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)
    ? undefined
    : "write a bucket name of 3 to 63 lower-case letters, digits, dots and dashes";

/** A length of time of at least a second, as Go writes it. */
export const goDuration: Format = (value) =>
  (goDurationSeconds(value) ?? 0) >= 1 ? undefined : "set a duration such as 15m or 1h30m";

/** A secure web address. */
export const httpsUrl: Format = (value) =>
  /^https:\/\/[^/\s]+/.test(value) ? undefined : "write an https URL";

/** Whether a URL carries a password, or a token as its user name, which would be in clear in every state and log. */
export function hasCredentials(url: string): boolean {
  return /^https?:\/\/[^/]*@/.test(url) || /:\/\/[^/]*:[^/]*@/.test(url);
}
