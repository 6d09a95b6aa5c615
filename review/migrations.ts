import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, posix, resolve } from "node:path";
import { isExcepted, type Environment, type Value } from "../safety";
import { isMigrationFile } from "../safety/migration-files";
import { appliedMigrationKept } from "../safety/rules/applied-migration-kept";
import type { Base } from "./base";
import { clean, type Diagnostic } from "./diagnostic";
import { entriesOf, statOf, textOf } from "./files";
import { levelAndContext, type Circumstances } from "./findings";
import { contentOf, listAt, references } from "./kustomization";
import { below, folderOfFile, isForeign, isKustomizationFile, kustomizationIn, type Target } from "./target";

/** A migration that is not what it was. */
interface Changed {
  readonly file: string;
  /** The first line that differs; undefined when the file is gone. */
  readonly line?: number;
}

/** Texts by the names of their files. */
type Texts = ReadonlyMap<string, string>;

/** The migrations of one path in both revisions. */
interface Migrations {
  readonly target: Target;
  readonly before: Texts;
  readonly after: Texts;
}

/**
 * Reads the migrations that lie in the reviewed folders as plain files, where an image or a job takes them from. What
 * the earlier revision renders into a ConfigMap is left out: the rules about changes see that.
 */
export function readMigrations(targets: readonly Target[], base: Base, raw: boolean): readonly Migrations[] {
  const earlier = targets.map((target) => folderOf(base.targetOf(target)));
  const rendered = new Set(
    raw ? [] : earlier.flatMap((folder) => (folder === undefined ? [] : generatedMigrations(folder.path))),
  );
  return targets.map((target, index) => {
    const before = filesOf(earlier[index]).filter(({ path }) => !rendered.has(path));
    return { target, before: textsOf(before), after: textsOf(filesOf(folderOf(target))) };
  });
}

function filesOf(folder: Target | undefined): readonly Target[] {
  return folder === undefined ? [] : migrationsBelow(folder);
}

function textsOf(files: readonly Target[]): Texts {
  return new Map(files.map((file) => [file.name, textOf(file)]));
}

/** The migrations that were edited or removed. A file that was only moved, as it is, is neither. */
export function changedMigrations({
  before,
  after,
}: Pick<Migrations, "before" | "after">): readonly Changed[] {
  const added = [...after]
    .filter(([file]) => !before.has(file))
    .map(([file, text]) => identityOf(file, text));
  return [...before].flatMap(([file, was]) => {
    const is = after.get(file);
    if (is === undefined) {
      return added.includes(identityOf(file, was)) ? [] : [{ file }];
    }
    return is === was ? [] : [{ file, line: firstDifference(was, is) }];
  });
}

function identityOf(file: string, text: string): string {
  return JSON.stringify([posix.basename(file), text]);
}

/** The line of the later text at which it differs; its last one where only lines at the end are gone. */
function firstDifference(was: string, is: string): number {
  const [earlier, later] = [was.split("\n"), is.split("\n")];
  const index = later.findIndex((line, position) => line !== earlier[position]);
  return index === -1 ? later.length : index + 1;
}

/** What there is to say about the migrations of one path. */
export interface ReadMigrations {
  readonly changed: readonly Changed[];
  readonly environment: Environment;
  /** How many files were compared. */
  readonly files: number;
}

/** What the rule about migrations says about changed files. */
export function reviewMigrations(
  { changed, environment }: ReadMigrations,
  revision: string,
  circumstances: Circumstances,
): readonly Diagnostic[] {
  const rule = appliedMigrationKept;
  const { level, context } = levelAndContext(rule, environment, circumstances);
  return changed
    .filter(({ file }) => level !== "disabled" && !isExcepted(rule, null, context, keyOf(file)))
    .map(({ file, line }) => {
      const removed = line === undefined;
      const message = removed
        ? `The migration "${file}" (as it is in ${revision}) must not be removed, because the migration history of the databases refers to it.`
        : `The migration "${file}" must stay as it is in ${revision}, because it has already run in that form elsewhere.`;
      return {
        file,
        line: line ?? 1,
        column: 1,
        level: level === "mandatory" ? "error" : "warning",
        rule,
        message: clean(message),
        object: clean(keyOf(file)),
        ...(removed ? { revision } : {}),
      };
    });
}

/** The name of a file in the configuration of exceptions, in the form of that of an object. */
function keyOf(file: string): string {
  return `File//${file}`;
}

/** The folder whose files belong to a target: itself, or that of a kustomization that is named as a file. */
function folderOf(target: Target): Target | undefined {
  const stat = statOf(target.path);
  if (stat?.isDirectory() === true) {
    return target;
  }
  return stat !== undefined && isKustomizationFile(basename(target.path)) ? folderOfFile(target) : undefined;
}

/** The files in and below a folder that have the name of a migration, those of charts and kustomizations as well. */
function migrationsBelow(folder: Target): readonly Target[] {
  return entriesOf(folder).flatMap((entry) => {
    const target = below(folder, entry.name);
    if (entry.isDirectory()) {
      return isForeign(entry.name) ? [] : migrationsBelow(target);
    }
    return entry.isFile() && isMigrationFile(entry.name) ? [target] : [];
  });
}

/**
 * The paths of files that a kustomization and its bases put into ConfigMaps under the name of a migration: a change of
 * those shows in what is rendered.
 */
function generatedMigrations(folder: string, seen = new Set<string>()): readonly string[] {
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  const name = isFolder ? kustomizationIn(readdirSync(folder)) : undefined;
  if (name === undefined || seen.has(folder)) {
    return [];
  }
  seen.add(folder);
  const file = resolve(folder, name);
  const own = generatorFiles(contentOf(folder));
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
