import { relative, resolve, sep } from "node:path";
import type { Manifest } from "./manifest";

/** What a path on the command line names, or one file of a folder. */
export interface Target {
  /** As messages and places name it: relative to the current directory, with `/`. */
  readonly name: string;
  /** Where it is on disk; for an earlier revision in a copy of that. */
  readonly path: string;
}

/** What a word of the command line names. */
export function targetOf(path: string): Target {
  const absolute = resolve(path);
  const near = relative(process.cwd(), absolute);
  const name = near === "" ? "." : near.startsWith("..") ? path : near;
  return { name: name.split(sep).join("/"), path: absolute };
}

/** Something that was read: one file, or one rendered overlay. */
export interface Source extends Manifest {
  readonly name: string;
  /** How many files went into it. */
  readonly files: number;
  readonly notes: readonly string[];
}
