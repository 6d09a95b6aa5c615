/**
 * Fields of the objects of the model: how the claims read them, and how their states set them.
 */
import { combined, type Plain } from "./claims";

/** A field, undefined when it is absent or null. */
export function at(object: Plain, path: string): unknown {
  return (
    path
      .split(".")
      .reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | null | undefined)?.[key],
        object,
      ) ?? undefined
  );
}

/** The patch that sets one field. */
export function set(path: string, value: unknown): object {
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

/** Every combination of the values of two fields. */
export function both(one: string, ones: readonly unknown[], two: string, twos: readonly unknown[]): object[] {
  return ones.flatMap((first) => twos.map((second) => combined(set(one, first), set(two, second))));
}

export const switchedOn = (before: Plain, after: Plain, path: string): boolean =>
  at(after, path) === true && at(before, path) !== true;
export const changed = (before: Plain, after: Plain, path: string): boolean =>
  (at(before, path) ?? "") !== "" && at(after, path) !== at(before, path);
export const switches = [true, false, null];
