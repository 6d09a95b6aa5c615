/** What the validator reports. */
import type { FieldPath } from "./wording";

/** The sorts of mistakes. */
export type SchemaProblem =
  | "unknown-field"
  | "missing-field"
  | "wrong-type"
  /** The type is right and the value is not: outside its list, range, pattern or format. */
  | "not-allowed"
  | "unknown-kind";

/** One mistake in one object. */
export interface SchemaFinding {
  /** Names and list positions from the object's root; empty for the object itself. */
  readonly path: FieldPath;
  readonly problem: SchemaProblem;
  /** Full sentences: the field, why it is wrong, and what to write instead. */
  readonly message: string;
}
