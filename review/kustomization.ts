import { existsSync, readdirSync, statSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { isMap as isYamlMap, parseDocument, visit, type Document } from "yaml";
import type { Value } from "../safety";
import { identityOf, textAt } from "../safety/objects";
import { isList, read } from "../safety/value";
import { statOf, textOf } from "./files";
import { kustomizationIn, type Target } from "./target";

/** A folder with the file of Kustomize, and what that file names. */
export interface Kustomization {
  readonly folder: Target;
  /** The name of the file. */
  readonly file: string;
  /** Whether it is a part of others, which cannot be rendered by itself. */
  readonly component: boolean;
  /** The folders in the checkout that it takes in, as absolute paths. */
  readonly folders: readonly string[];
  /** The files in the checkout that it names, as absolute paths: resources, patches, values, sources of generators. */
  readonly files: readonly string[];
}

/** The fields that take in whole folders. */
const takesIn = ["resources", "bases", "components", "transformers", "generators", "validators"];

/**
 * The kustomization in a folder. One that is not valid YAML counts for as much as can be read of it.
 *
 * @returns undefined where there is none. Flux's object of the same kind is an ordinary manifest, whatever its file is called.
 */
export function readKustomization(folder: Target, names: readonly string[]): Kustomization | undefined {
  const file = kustomizationIn(names);
  if (file === undefined) {
    return undefined;
  }
  const document = documentOf(join(folder.path, file));
  const content = valueOf(document);
  if (identityOf(content).group === "kustomize.toolkit.fluxcd.io") {
    return undefined;
  }
  const folders = takesIn
    .flatMap((field) => textsAt(content, field))
    .map((reference) => resolve(folder.path, reference))
    .filter((path) => isFolder(path));
  return {
    folder,
    file,
    component: textAt(content, ["kind"]) === "Component",
    folders,
    files: filesIn(document, folder.path),
  };
}

function documentOf(path: string): Document {
  try {
    return parseDocument(textOf({ name: path, path }), { logLevel: "silent", uniqueKeys: false });
  } catch {
    return parseDocument("", { logLevel: "silent" });
  }
}

/** The content of a document; what cannot be read has none, and Kustomize says what is wrong with it. */
function valueOf(document: Document): Value {
  try {
    return isYamlMap(document.contents) ? (document.toJS() as Value) : null;
  } catch {
    return null;
  }
}

/** The files of Kustomize that an overlay is made of, its own first, then those of what it takes in. */
export function kustomizationFiles(overlay: Target): readonly Target[] {
  const found = new Map<string, Target>();
  const walk = (folder: Target): void => {
    const one = isFolder(folder.path) ? readKustomization(folder, readdirSync(folder.path)) : undefined;
    if (one === undefined || found.has(folder.path)) {
      return;
    }
    found.set(folder.path, { name: posix.join(folder.name, one.file), path: join(folder.path, one.file) });
    for (const path of one.folders) {
      walk({ path, name: posix.join(folder.name, relative(folder.path, path).split(sep).join("/")) });
    }
  };
  walk(overlay);
  return [...found.values()];
}

/** Every text in a kustomization that is the path of a file, also in the form "name=path" of generators. */
function filesIn(document: Document, folder: string): readonly string[] {
  const paths: string[] = [];
  visit(document, {
    Scalar: (_, { value }) => {
      if (typeof value === "string" && value.length < 500 && !value.includes("\n")) {
        paths.push(value, value.slice(value.indexOf("=") + 1));
      }
    },
  });
  return paths.map((path) => resolve(folder, path)).filter((path) => isFile(path));
}

/** The files and folders that a kustomization names to be part of what it renders, patches first. */
export function references(file: string): readonly string[] {
  const content = valueOf(documentOf(file));
  const patches = listAt(content, "patches").map((patch) => textAt(patch, ["path"]));
  const others = ["patchesStrategicMerge", "resources", "components", "bases"].flatMap((field) =>
    textsAt(content, field),
  );
  // A patch may also be written in place, as a text of several lines.
  return [...patches, ...others].filter((reference) => reference !== "" && !reference.includes("\n"));
}

/** The content of the file of Kustomize in a folder; null where there is none. */
export function contentOf(folder: string): Value {
  const name = isFolder(folder) ? kustomizationIn(readdirSync(folder)) : undefined;
  return name === undefined ? null : valueOf(documentOf(join(folder, name)));
}

/** The items of a list of a kustomization; none where there is no list. */
export function listAt(object: Value, field: string): readonly Value[] {
  const reading = read(object, [field]);
  return reading.state === "known" && isList(reading.value) ? reading.value : [];
}

function textsAt(object: Value, field: string): readonly string[] {
  return listAt(object, field).flatMap((item) => (typeof item === "string" && item !== "" ? [item] : []));
}

/** Whether there is a folder at a path. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}
