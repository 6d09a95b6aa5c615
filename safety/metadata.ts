import { read } from "./read";
import type { Reading } from "./read";
import type { Value } from "./value";

/** The label of an object, as it may also be absent, unknown or of the wrong shape. */
export function label(object: Value, name: string): Reading {
  return read(object, ["metadata", "labels", name]);
}

/** The annotation of an object. */
export function annotation(object: Value, name: string): Reading {
  return read(object, ["metadata", "annotations", name]);
}

/** Whether a reading is exactly that value. An unknown one is not. */
export function isExactly(reading: Reading, value: string | number | boolean): boolean {
  return reading.state === "known" && reading.value === value;
}

/** Whether a reading may turn out to be that value: it is, or it is not known yet. */
export function mayBe(reading: Reading, value: string | number | boolean): boolean {
  return reading.state === "unknown" || isExactly(reading, value);
}
