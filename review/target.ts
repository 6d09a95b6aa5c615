import { readdirSync } from "node:fs";
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

/** What a folder holds. */
interface Listing {
  readonly files: readonly Target[];
  /** Folders below that were left out, because they are a kustomization or a chart. */
  readonly kustomizations: readonly string[];
  readonly charts: readonly string[];
}

const manifestName = /\.(?:ya?ml|json)$/i;

/** Whether a folder holds nothing of this project, whatever is in it. */
export function isForeign(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}

/**
 * Lists the manifests below a folder. What belongs to a kustomization below is left out unless `raw` is set, because
 * its patches are no whole objects; so are charts, whose templates are no YAML, hidden folders and node_modules.
 */
export function listFolder(folder: Target, raw: boolean): Listing {
  const entries = readdirSync(folder.path, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const files: Target[] = [];
  const kustomizations: string[] = [];
  const charts: string[] = [];
  for (const entry of entries) {
    const target = below(folder, entry.name);
    if (entry.isDirectory() && !isForeign(entry.name)) {
      const inside = readdirSync(target.path);
      if (inside.includes("Chart.yaml")) {
        charts.push(target.name);
      } else if (!raw && kustomizationIn(inside) !== undefined) {
        kustomizations.push(target.name);
      } else {
        const listing = listFolder(target, raw);
        files.push(...listing.files);
        kustomizations.push(...listing.kustomizations);
        charts.push(...listing.charts);
      }
    } else if (isManifest(entry.name) && !entry.isDirectory()) {
      files.push(target);
    }
  }
  return { files, kustomizations, charts };
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

function isManifest(name: string): boolean {
  return manifestName.test(name) && !isKustomizationFile(name);
}
