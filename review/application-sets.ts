import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parse } from "yaml";
import type { Value } from "../safety";
import { textAt } from "../safety/objects";
import { isList, isMap, read, type Path } from "../safety/value";
import { hintsIn } from "./files";
import { isForeign } from "./target";

/** What a generator fills into a template, by the name of the parameter. */
type Parameters = Readonly<Record<string, string>>;

/**
 * The Applications that an Application or ApplicationSet stands for, as far as the checkout says: an Application as it
 * is, and of an ApplicationSet one for each element that its list and git generators make. A generator that asks the
 * cluster or a service fills in nothing, so that a path with its parameter stays as it is written.
 */
export function applicationsOf(object: Value, top: string): readonly Value[] {
  if (textAt(object, ["kind"]) !== "ApplicationSet") {
    return [object];
  }
  const template = read(object, ["spec", "template"]);
  if (template.state !== "known") {
    return [];
  }
  return listAt(object, ["spec", "generators"])
    .flatMap((generator) => elementsOf(generator, top))
    .map((parameters) => {
      const filled = fill(template.value, parameters);
      return isMap(filled) ? { ...filled, kind: "Application" } : filled;
    });
}

function elementsOf(generator: Value, top: string): readonly Parameters[] {
  if (!isMap(generator)) {
    return [];
  }
  const { list, git, matrix } = generator;
  if (list !== undefined) {
    return listAt(list, ["elements"]).map((element) => flatten(element));
  }
  if (git !== undefined) {
    return [...ofFolders(git, top), ...ofFiles(git, top)];
  }
  if (matrix !== undefined) {
    const [first = [{}], second = [{}]] = listAt(matrix, ["generators"]).map((inner) =>
      elementsOf(inner, top),
    );
    return first.flatMap((one) => second.map((other) => ({ ...one, ...other })));
  }
  return [{}];
}

function ofFolders(git: Value, top: string): readonly Parameters[] {
  const entries = listAt(git, ["directories"]);
  if (entries.length === 0) {
    return [];
  }
  const [taken, excluded] = [false, true].map((wanted) =>
    entries
      .filter((entry) => (isMap(entry) && entry.exclude === true) === wanted)
      .map((entry) => matcher(textAt(entry, ["path"]))),
  );
  return everythingBelow(top)
    .folders.filter((path) => taken?.some((one) => one.test(path)) === true)
    .filter((path) => excluded?.some((one) => one.test(path)) === false)
    .map(ofPath);
}

function ofFiles(git: Value, top: string): readonly Parameters[] {
  const patterns = listAt(git, ["files"]).map((entry) => matcher(textAt(entry, ["path"])));
  if (patterns.length === 0) {
    return [];
  }
  return everythingBelow(top)
    .files.filter((path) => patterns.some((pattern) => pattern.test(path)))
    .map((path) => ({
      ...flatten(contentOf(join(top, path))),
      ...ofPath(posix.dirname(path)),
      "path.filename": posix.basename(path),
    }));
}

/** The parameters of a folder, in the words of both template languages. */
function ofPath(path: string): Parameters {
  const segments = path.split("/").map((segment, index) => [`path[${index}]`, segment] as const);
  return {
    ...Object.fromEntries(segments),
    path,
    "path.path": path,
    "path.basename": posix.basename(path),
    "path.basenameNormalized": posix.basename(path).replaceAll(/[^a-z0-9.-]/gi, "-"),
  };
}

function contentOf(path: string): Value {
  try {
    return parse(readFileSync(path, "utf8"), { logLevel: "silent" }) as Value;
  } catch {
    return null;
  }
}

/** The texts and numbers in a value, by their way to it: "cluster.name". */
function flatten(value: Value, at = ""): Parameters {
  if (isMap(value)) {
    return Object.assign(
      {},
      ...Object.entries(value).map(([key, field]) => flatten(field, at === "" ? key : `${at}.${key}`)),
    ) as Parameters;
  }
  return typeof value === "string" || typeof value === "number" ? { [at]: String(value) } : {};
}

/** A template with its parameters, "{{path}}" as well as "{{ .path.path }}". One that nothing fills in stays. */
function fill(value: Value, parameters: Parameters): Value {
  if (typeof value === "string") {
    return value.replaceAll(/\{\{-?\s*\.?([\w.[\]-]+?)\s*-?\}\}/g, (whole, name: string) =>
      Object.hasOwn(parameters, name) ? (parameters[name] ?? whole) : whole,
    );
  }
  if (isList(value)) {
    return value.map((item) => fill(item, parameters));
  }
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, fill(field, parameters)]))
    : value;
}

/** A pattern of Argo CD: "*" is a part of a name, "**" any number of folders. */
function matcher(pattern: string): RegExp {
  const source = posix
    .normalize(pattern.replace(/^\/+/, ""))
    .replaceAll(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("?", "[^/]")
    .replaceAll(/\*\*\/|\*\*|\*/g, (stars) =>
      stars === "**/" ? "(?:.*/)?" : stars === "**" ? ".*" : "[^/]*",
    );
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^(?!)/;
  }
}

/** The folders and files of a checkout, relative to its top. */
function everythingBelow(top: string, at = ""): { folders: readonly string[]; files: readonly string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of hintsIn(join(top, at))) {
    const path = at === "" ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory() && !isForeign(entry.name)) {
      const inner = everythingBelow(top, path);
      folders.push(path, ...inner.folders);
      files.push(...inner.files);
    } else if (entry.isFile()) {
      files.push(path);
    }
  }
  return { folders, files };
}

function listAt(value: Value, path: Path): readonly Value[] {
  const reading = read(value, path);
  return reading.state === "known" && isList(reading.value) ? reading.value : [];
}
