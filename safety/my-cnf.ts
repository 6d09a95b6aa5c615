const units: Readonly<Record<string, bigint>> = {
  "": 1n,
  K: 2n ** 10n,
  M: 2n ** 20n,
  G: 2n ** 30n,
  T: 2n ** 40n,
};

/** Option files take "-" and "_" alike, and the last line wins. */
const line =
  /^\s*(?:loose[-_])?innodb[-_]buffer[-_]pool[-_]size\s*=\s*["']?(\d{1,20})([KMGT]?)["']?\s*(?:#.*)?$/gim;

/** The bytes of the buffer pool in an option file of MariaDB; undefined when it says nothing. */
export function bufferPoolSize(file: string): bigint | undefined {
  const [, digits, unit = ""] = [...file.matchAll(line)].at(-1) ?? [];
  return digits === undefined ? undefined : BigInt(digits) * (units[unit.toUpperCase()] ?? 1n);
}
