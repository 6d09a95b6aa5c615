import type { Path } from "./value";

/** One thing that is wrong with an object. */
export interface Finding {
  /** The field to change; front ends turn it into a line of the manifest. */
  readonly path: Path;
  /**
   * The rest of a sentence that begins with the object, without its full stop: "must not set spec.x to true". It may
   * quote values only through `shown`, because a policy receives secrets in plain text.
   */
  readonly message: string;
  /** True when the rule met a value that is not known yet. It counts like any other finding. */
  readonly undecided?: true;
}

/** One thing that is wrong with an object of a set. */
export interface SetFinding extends Finding {
  /** The position of the object in the set. */
  readonly subject: number;
  /** True when the object is only in the earlier revision; `subject` is its position there. */
  readonly removed?: true;
}

/** The findings of one object as findings of a set. */
export function about(subject: number, findings: readonly Finding[]): readonly SetFinding[] {
  return findings.map((finding) => ({ ...finding, subject }));
}

/** The findings of an object that only the earlier revision holds. */
export function aboutRemoved(subject: number, findings: readonly Finding[]): readonly SetFinding[] {
  return findings.map((finding) => ({ ...finding, subject, removed: true }));
}
