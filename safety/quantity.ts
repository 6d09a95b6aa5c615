import type { Value } from "./value";

/** Kubernetes quantities ("100Gi", "500m", 2, "1e3"), as resource.Quantity reads them. */

const binary: Readonly<Record<string, bigint>> = {
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};

/** Powers of ten. */
const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** More digits than anybody writes; longer exponents would make numbers that fill the memory. */
const form = /^([+-]?)(\d{0,40})(?:\.(\d{0,40}))?(?:[eE]([+-]?\d{1,2})|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?))$/;

/**
 * A quantity as a whole number of billionths, so that any two can be compared exactly; what is finer is rounded up, as
 * Kubernetes does. Undefined when it is none.
 *
 * @example quantity("1Ki") === 1024n * 10n ** 9n
 */
export function quantity(value: Value): bigint | undefined {
  const written = typeof value === "number" ? String(value) : value;
  const match = typeof written === "string" ? form.exec(written) : null;
  const [, sign = "", whole = "", fraction = "", exponent, suffix = ""] = match ?? [];
  if (match === null || whole + fraction === "") {
    return undefined;
  }
  const multiple = binary[suffix] ?? 1n;
  const power = (exponent === undefined ? (decimal[suffix] ?? 0) : Number(exponent)) + 9 - fraction.length;
  const digits = BigInt(whole + fraction) * multiple;
  const scaled =
    power >= 0
      ? digits * 10n ** BigInt(power)
      : (digits + 10n ** BigInt(-power) - 1n) / 10n ** BigInt(-power);
  return sign === "-" ? -scaled : scaled;
}

/** Negative when `a` is less than `b`, 0 when they are equal; undefined when one of them is no quantity. */
export function compareQuantities(a: Value, b: Value): number | undefined {
  const [left, right] = [quantity(a), quantity(b)];
  if (left === undefined || right === undefined) {
    return undefined;
  }
  return left < right ? -1 : Number(left > right);
}
