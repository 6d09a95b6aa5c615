/** One way in which an update can take protection away from an object. */
export interface Check {
  /** Name of the CEL variable that holds the answer. */
  readonly name: string;
  /** CEL that is true when the update keeps the protection. */
  readonly kept: string;
  /** What the update does otherwise; completes "this update ". */
  readonly loss: string;
  /** CEL variables that `kept` reads. */
  readonly variables?: Readonly<Record<string, string>>;
}
