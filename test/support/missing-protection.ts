/**
 * Whether one object carries exactly what `gitops/protection` and the components write on everything they deliver. The
 * safety rules accept more: a confirmation instead of a refusal, or one of two places for a setting.
 */

import { protectionAnnotations, protectionLabels } from "../../components/protection";

type Fields = Readonly<Record<string, unknown>>;

/** A field, as a path of keys, and the only value that protects. */
interface Requirement {
  readonly path: readonly string[];
  readonly value: string;
}

/**
 * Says what the protection of one object lacks.
 *
 * Fails closed: an absent field, another value and a value that is no Kubernetes object are all reported.
 *
 * @param object a Kubernetes object as plain data, such as one document of a rendered overlay
 * @returns one sentence for each missing field, which names the field and the value to write; empty if protected
 *
 * @example
 * missingProtection({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "backup" } });
 * // ['metadata.annotations["argocd.argoproj.io/sync-options"] is absent; write "Prune=false,Delete=false".', ...]
 */
export function missingProtection(object: unknown): string[] {
  if (!isFields(object) || typeof object.apiVersion !== "string" || typeof object.kind !== "string") {
    return ["The value is no Kubernetes object; give it an apiVersion and a kind."];
  }
  return requirementsOf(object.apiVersion, object.kind)
    .map(({ path, value }) => ({ path, value, found: read(object, path) }))
    .filter(({ value, found }) => found !== value)
    .map(({ path, value, found }) => `${print(path)} is ${describe(found)}; write ${JSON.stringify(value)}.`);
}

/** What an object of this kind must carry. */
function requirementsOf(apiVersion: string, kind: string): Requirement[] {
  const [group = ""] = apiVersion.split("/");
  return [...metadataAt(["metadata"]), ...(byType[`${group}/${kind}`] ?? [])];
}

/** The annotations and labels of an object, or of an object that is made from a template at `path`. */
function metadataAt(path: readonly string[]): Requirement[] {
  return [
    ...Object.entries(protectionAnnotations).map(([key, value]) => at([...path, "annotations", key], value)),
    ...Object.entries(protectionLabels).map(([key, value]) => at([...path, "labels", key], value)),
  ];
}

function at(path: readonly string[], value: string): Requirement {
  return { path, value };
}

/** An unset cleanup policy means Delete: deleting the object then runs DROP DATABASE, DROP USER or REVOKE. */
const cleanupPolicy = at(["spec", "cleanupPolicy"], "Skip");

const byType: Readonly<Record<string, readonly Requirement[]>> = {
  "k8s.mariadb.com/MariaDB": [
    cleanupPolicy,
    at(["spec", "storage", "pvcRetentionPolicy", "whenDeleted"], "Retain"),
    at(["spec", "storage", "pvcRetentionPolicy", "whenScaled"], "Retain"),
  ],
  "k8s.mariadb.com/Database": [cleanupPolicy],
  "k8s.mariadb.com/User": [cleanupPolicy],
  "k8s.mariadb.com/Grant": [cleanupPolicy],
  // The Secret must outlive its ExternalSecret, because the data can only be opened with the password in it.
  "external-secrets.io/ExternalSecret": [
    at(["spec", "target", "creationPolicy"], "Orphan"),
    at(["spec", "target", "deletionPolicy"], "Retain"),
    ...metadataAt(["spec", "target", "template", "metadata"]),
  ],
};

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(object: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), object);
}

/** A path as people write it: keys with dots or slashes in them in brackets. */
function print(path: readonly string[]): string {
  return path
    .map((key) => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`))
    .join("")
    .slice(1);
}

function describe(found: unknown): string {
  return found === undefined ? "absent" : JSON.stringify(found);
}
