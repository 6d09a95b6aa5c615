import { Problem, ProblemCode } from "../problem";

/** The problem of a file that is not what was published. It is removed, never used. */
export function mismatch(what: string, file: string, expected: string, actual: string): Problem {
  return new Problem(ProblemCode.ChecksumMismatch, {
    what: `${what} was not downloaded`,
    why: `${file} has the SHA-256 ${actual}, and ${expected} was published`,
    remedy:
      "The file was removed. A proxy that rewrites downloads or a broken mirror does this; so does tampering. " +
      "Start again; if it stays, download the file by hand, compare its checksum and put the binary on PATH.",
  });
}

/**
 * The SHA-256 of a file in a published list ("<hex>  <name>" lines, as sha256sum writes them) or in a file that holds
 * nothing but the sum. Undefined when the file is not named, or is named with two different sums.
 */
export function publishedChecksum(text: string, file: string): string | undefined {
  const bare = /^\s*([0-9a-f]{64})\s*$/i.exec(text);
  if (bare?.[1]) return bare[1].toLowerCase();
  const sums = new Set<string>();
  for (const line of text.split("\n")) {
    const match = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(\S+)\s*$/i.exec(line);
    if (match?.[1] && match[2] === file) sums.add(match[1].toLowerCase());
  }
  return sums.size === 1 ? [...sums][0] : undefined;
}
