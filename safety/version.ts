/** A version of the form 1.2.3, with or without "v", a pre-release and build metadata. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What follows "-", "" for a release. */
  readonly prerelease: string;
}

const form = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Reads an exact semantic version; undefined for ranges, parts of versions and other texts. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch, prerelease = ""] = form.exec(text) ?? [];
  return major === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease };
}

/** Negative when `a` is older than `b`. A pre-release is older than its release; pre-releases compare as texts. */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: string, b: string): number {
  if (a === "" || b === "") {
    return Number(a === "") - Number(b === "");
  }
  return a < b ? -1 : Number(a > b);
}
