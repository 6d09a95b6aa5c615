import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, posix, resolve } from "node:path";
import { parse } from "yaml";
import type { Value } from "../safety";
import { isMigrationFile } from "../safety/migration-files";
import { below, folderOfFile, isForeign, isKustomizationFile, kustomizationIn } from "./folder";
import { listAt, references } from "./origin";
import { ReviewProblem } from "./problem";
import type { Target } from "./source";

/** The folder whose files belong to a target: itself, or that of a kustomization that is named as a file. */
export function folderOf(target: Target): Target | undefined {
  const stat = statSync(target.path, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) {
    return target;
  }
  return stat !== undefined && isKustomizationFile(basename(target.path)) ? folderOfFile(target) : undefined;
}

/** The files in and below a folder that have the name of a migration, those of charts and kustomizations as well. */
export function migrationsBelow(folder: Target): readonly Target[] {
  return readdirSync(folder.path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const target = below(folder, entry.name);
      if (entry.isDirectory()) {
        return isForeign(entry.name) ? [] : migrationsBelow(target);
      }
      return entry.isFile() && isMigrationFile(entry.name) ? [target] : [];
    });
}

/** The text of a file. */
export function textOf({ name, path }: Target): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ReviewProblem(`${name} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The paths of files that a kustomization and its bases put into ConfigMaps under the name of a migration: a change of
 * those shows in what is rendered.
 */
export function generatedMigrations(folder: string, seen = new Set<string>()): readonly string[] {
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  const name = isFolder ? kustomizationIn(readdirSync(folder)) : undefined;
  if (name === undefined || seen.has(folder)) {
    return [];
  }
  seen.add(folder);
  const file = resolve(folder, name);
  const own = generatorFiles(parse(readFileSync(file, "utf8"), { logLevel: "silent" }) as Value);
  return [
    ...own.map((path) => resolve(folder, path)),
    ...references(file).flatMap((reference) => generatedMigrations(resolve(folder, reference), seen)),
  ];
}

/** The files of generators are written as a path, or as the name in the ConfigMap, "=" and the path. */
function generatorFiles(kustomization: Value): readonly string[] {
  return listAt(kustomization, "configMapGenerator")
    .flatMap((generator) => listAt(generator, "files"))
    .flatMap((entry) => {
      const [, key, path = ""] = typeof entry === "string" ? (/^(?:([^=]*)=)?(.*)$/s.exec(entry) ?? []) : [];
      return isMigrationFile(key ?? posix.basename(path)) ? [path] : [];
    });
}
