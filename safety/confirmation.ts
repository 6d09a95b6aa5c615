import { confirmationLabel, confirmDeletionAnnotation, confirmWeakeningAnnotation } from "./labels";

/** What a person can confirm. Each has an annotation and an RBAC verb of its own, and excuses nothing else. */
export const Confirmation = { Deletion: "deletion", Weakening: "weakening" } as const;
export type Confirmation = (typeof Confirmation)[keyof typeof Confirmation];

/** The annotation that holds a confirmation, by what is confirmed. */
export const confirmationAnnotations: Readonly<Record<Confirmation, string>> = {
  deletion: confirmDeletionAnnotation,
  weakening: confirmWeakeningAnnotation,
};

/** The RBAC verb on the object's own kind that a person needs to confirm. */
export const confirmationVerbs: Readonly<Record<Confirmation, string>> = {
  deletion: "confirm-deletion",
  weakening: "confirm-weakening",
};

/** How far ahead a confirmation may reach, in seconds. */
export const longestConfirmation = 3600;

/** Who confirms which object, and until when. */
export interface Confirmed {
  /** `metadata.uid` of the live object: an object created later under the same name is not confirmed. */
  readonly uid: string;
  /** The user name that the API server knows the person by. */
  readonly user: string;
  readonly until: Date;
}

/**
 * The value of a confirmation's annotation.
 *
 * @example
 * ```ts
 * confirmationValue({ uid: "6f1c...", user: "jane@example.com", until: new Date("2026-01-31T12:30:00Z") });
 * // "6f1c... jane@example.com 2026-01-31T12:30:00Z"
 * ```
 */
export function confirmationValue({ uid, user, until }: Confirmed): string {
  return `${uid} ${user} ${until.toISOString().replace(/\.\d+Z$/, "Z")}`;
}

/**
 * The metadata that confirm, for a merge patch or an apply. The label is what the guard's clock selects by: without it
 * the annotation confirms nothing.
 */
export function confirmationMetadata(
  confirmation: Confirmation,
  confirmed: Confirmed,
): { labels: Record<string, string>; annotations: Record<string, string> } {
  return {
    labels: { [confirmationLabel]: "true" },
    annotations: { [confirmationAnnotations[confirmation]]: confirmationValue(confirmed) },
  };
}
