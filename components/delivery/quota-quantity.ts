/** Kubernetes quantities as plain numbers: millicores of CPU, and bytes of memory or storage. */

const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** `500m` or `2` cores, in millicores. Throws on anything else. */
export function millicores(quantity: string): number {
  const found = /^(\d+)(m?)$/.exec(quantity);
  if (found === null) throw new Error(`${quantity} is no CPU quantity; write cores such as 2, or 500m`);
  return Number(found[1]) * (found[2] === "m" ? 1 : 1000);
}

/** `512Mi` or `10Gi`, in bytes. Throws on anything else. */
export function bytes(quantity: string): number {
  const found = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(quantity);
  const unit = binary[found?.[2] ?? ""];
  if (found === null || unit === undefined) {
    throw new Error(`${quantity} is no size; write a whole number with Ki, Mi, Gi or Ti, such as 10Gi`);
  }
  return Number(found[1]) * unit;
}

/** Millicores as Kubernetes prints them: the API server would rewrite `2000m`, and Pulumi would see a change. */
export function printCpu(value: number): string {
  return value % 1000 === 0 ? String(value / 1000) : `${value}m`;
}

/** Bytes in the largest unit that divides them, as Kubernetes prints them. */
export function printBytes(value: number): string {
  const unit = Object.entries(binary)
    .reverse()
    .find(([, size]) => value % size === 0);
  return unit === undefined ? String(value) : `${value / unit[1]}${unit[0]}`;
}
