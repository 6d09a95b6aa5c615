import { dirname, join, posix, relative, resolve, sep } from "node:path";

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

/** The names that Kustomize reads, in its order. */
const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** Whether a folder holds nothing of this project, whatever is in it. */
export function isForeign(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}

/** The file of a folder that makes it a kustomization. */
export function kustomizationIn(names: readonly string[]): string | undefined {
  return kustomizationNames.find((name) => names.includes(name));
}

/** A file or folder in a folder. */
export function below(folder: Target, name: string): Target {
  return { name: folder.name === "." ? name : `${folder.name}/${name}`, path: join(folder.path, name) };
}

/** Whether a file of that name makes its folder a kustomization. */
export function isKustomizationFile(name: string): boolean {
  return (kustomizationNames as readonly string[]).includes(name);
}

/** The folder that a kustomization belongs to which is named as a file. */
export function folderOfFile({ name, path }: Target): Target {
  return { name: posix.dirname(name), path: dirname(path) };
}
