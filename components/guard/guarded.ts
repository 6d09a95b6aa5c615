import type { Scope } from "./scope";

/** Kinds of one API group. */
export interface Kinds {
  readonly group: string;
  /** Their names in paths. */
  readonly resources: readonly string[];
}

/**
 * A kind with its subresources. Through those of Kubernetes' own kinds labels and annotations are written as well: a
 * confirmation could otherwise be set, and the protected label removed, unseen. Custom resources take nothing but the
 * status there.
 */
export function withSubresources(resource: string, subresources: readonly string[] = ["status"]): string[] {
  return [resource, ...subresources.map((subresource) => `${resource}/${subresource}`)];
}

/** Namespaces, and where else their metadata are written. */
export const namespaceResources = withSubresources("namespaces", ["status", "finalize"]);

/** One way in which an update can take protection away from an object. */
export interface Check {
  /** Name of the CEL variable that holds the answer. */
  readonly name: string;
  /** CEL that is true when the update keeps the protection. */
  readonly kept: string;
  /** What the update does otherwise; completes "this update ". */
  readonly loss: string;
  /** CEL of a text that is appended to it. */
  readonly detail?: string;
  /** CEL variables that `kept` reads. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What one policy guards. */
export interface Guarded {
  /** Name of the policy, without prefix and environment. */
  readonly name: string;
  readonly kinds: readonly Kinds[];
  /** CEL of a condition without which a request is none of the policy's business. */
  readonly matchCondition?: string;
  /** What a deletion takes with it; a sentence. */
  readonly consequence: string;
  /** CEL of deletions that nobody confirms, beside those of the garbage collector. */
  readonly exemption?: string;
  /** What an update must keep, beside the metadata. */
  readonly checks: readonly Check[];
  /** Where it holds. */
  readonly scopes: readonly Scope[];
}
