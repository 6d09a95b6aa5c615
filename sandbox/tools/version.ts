/** A version number: three numbers. What follows them ("-rc.1", "+unknown") does not take part in comparisons. */
export type Version = readonly [major: number, minor: number, patch: number];

/**
 * Reads "1.26", "v3.5.3" or "3.5.3+unknown"; a missing patch number is 0.
 *
 * @throws Error when the text does not start with a version number.
 */
export function parseVersion(text: string): Version {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) throw new Error(`"${text}" is not a version number; write three numbers, such as 3.5.3`);
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Negative when `left` is older than `right`, positive when it is newer, 0 when they are the same. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parseVersion(left), parseVersion(right)];
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The versions of a tool that the sandbox works with: `from` is the oldest, `below` the first that is too new. */
export interface VersionRange {
  readonly from: string;
  readonly below: string;
}

/** Why a version is outside the range, as the end of a sentence; undefined when it is inside. */
export function outsideRange(version: string, range: VersionRange): string | undefined {
  if (compareVersions(version, range.from) < 0) return `older than ${range.from}`;
  if (compareVersions(version, range.below) >= 0)
    return `not older than ${range.below}, where the sandbox is untested`;
  return undefined;
}
