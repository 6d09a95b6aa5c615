/** What the name of a receiver is made from. */
interface Receiver {
  readonly name?: string;
  readonly type: string;
}

/**
 * A name for each receiver, as a suffix: the one that it is given, else its type, with a number from the second of a
 * type on.
 *
 * @throws RangeError when a name cannot be part of a Kubernetes name, or when two receivers have the same
 */
export function alertNames(receivers: readonly Receiver[]): string[] {
  const names: string[] = [];
  const unnamed = new Map<string, number>();
  for (const [index, { name, type }] of receivers.entries()) {
    const at = `flux.alerts[${String(index)}].name`;
    const count = (unnamed.get(type) ?? 0) + (name === undefined ? 1 : 0);
    unnamed.set(type, count);
    const chosen = name ?? (count === 1 ? type : `${type}-${String(count)}`);
    if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(chosen)) {
      throw new RangeError(`${at} is "${chosen}"; use up to 40 lower-case letters, digits and dashes`);
    }
    if (names.includes(chosen)) {
      throw new RangeError(`${at} is "${chosen}", which an earlier entry has; set another one`);
    }
    names.push(chosen);
  }
  return names;
}
