import { lstatSync, readFileSync, readdirSync, statSync, type Dirent, type Stats } from "node:fs";
import { ReviewProblem } from "./diagnostic";
import type { Target } from "./target";

/** What is at a path; undefined when there is nothing, or a link that leads nowhere or in a circle. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Why nothing is found at a path, as the rest of a sentence that begins with its name. */
export function whyMissing(path: string): string {
  try {
    statSync(path);
    return "cannot be read";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const link =
      code === "ELOOP" || (code === "ENOENT" && lstatSync(path, { throwIfNoEntry: false }) !== undefined);
    return link
      ? "is a link that leads nowhere, or back to itself"
      : code === "EACCES"
        ? "cannot be read, because a folder on the way to it may not be searched"
        : "does not exist";
  }
}

/**
 * The text of a file.
 *
 * @throws ReviewProblem for what cannot be read, and for what has no end: a named pipe waits for a writer that may never
 * come, and a device has no last byte.
 */
export function textOf({ name, path }: Target): string {
  const stat = statOf(path);
  if (stat !== undefined && !isReadable(stat, path)) {
    throw new ReviewProblem(
      `${name} is ${sortOf(stat)} and no file, so it was not read; pipe the manifests in instead: ... | mariadb-gitops review -`,
    );
  }
  try {
    return decode(readFileSync(path));
  } catch (error) {
    throw new ReviewProblem(`${name} cannot be read: ${(error as Error).message}`);
  }
}

/** A pipe that is open already has its writer, as with `review <(kustomize build ...)`. */
function isReadable(stat: Stats, path: string): boolean {
  return (
    stat.isFile() ||
    (stat.isFIFO() && /^\/(?:dev\/fd|proc\/(?:self|\d+)\/fd)\/\d+$|^\/dev\/stdin$/.test(path))
  );
}

function sortOf(stat: Stats): string {
  return stat.isFIFO()
    ? "a named pipe"
    : stat.isDirectory()
      ? "a folder"
      : stat.isSocket()
        ? "a socket"
        : "a device";
}

/** Bytes as text. YAML may be UTF-16, which the zero bytes beside its first character show where no mark does. */
export function decode(bytes: Buffer): string {
  const [first = -1, second = -1] = bytes;
  const little = (first === 0xff && second === 0xfe) || (first > 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second > 0);
  if (!little && !big) {
    return bytes.toString("utf8");
  }
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return (big ? Buffer.from(whole).swap16() : whole).toString("utf16le").replace(/^\uFEFF/, "");
}

/**
 * What is in a folder, by name.
 *
 * @throws ReviewProblem for a folder that cannot be read: nothing of it would be reviewed.
 */
export function entriesOf({ name, path }: Target): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new ReviewProblem(
      `The folder ${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? "no reason given"}), so nothing of it was reviewed; allow reading it, or name the folders beside it.`,
    );
  }
}

/** The names in a folder that only gives hints, such as the rest of a checkout; none where it cannot be read. */
export function hintsIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The text of a file that only gives hints; "" where there is none to read. */
export function hintOf(file: string): string {
  try {
    return statSync(file).isFile() ? decode(readFileSync(file)) : "";
  } catch {
    return "";
  }
}
