import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, resolve, sep } from "node:path";
import { environmentLabel, environments, parseEnvironment, type Environment, type Value } from "../safety";
import { textAt } from "../safety/objects";
import { read, isMap } from "../safety/value";
import { ReviewProblem } from "./diagnostic";
import { originsOf, renderFolder } from "./kustomize";
import { parseManifest, type Manifest } from "./manifest";
import { folderOfFile, isKustomizationFile, kustomizationIn, listFolder, type Target } from "./target";

/** Something that was read: one file, or one rendered overlay. */
export interface Source extends Manifest {
  readonly name: string;
  /** How many files went into it. */
  readonly files: number;
  readonly notes: readonly string[];
}

/**
 * Reads what one path names: an overlay is rendered, a folder is searched, a file is read.
 *
 * @returns undefined when there is no such file or folder.
 */
export async function readTarget(target: Target, raw: boolean): Promise<readonly Source[] | undefined> {
  const stat = statSync(target.path, { throwIfNoEntry: false });
  if (stat === undefined) {
    return undefined;
  }
  if (stat.isDirectory()) {
    return !raw && kustomizationIn(readdirSync(target.path)) !== undefined
      ? [await readOverlay(target)]
      : readFolder(target, raw);
  }
  return isKustomizationFile(basename(target.path)) && !raw
    ? [await readOverlay(folderOfFile(target))]
    : [readFile(target)];
}

/** A text as a source, such as that of standard input. */
export function sourceOf(name: string, text: string): Source {
  return { name, ...parseManifest(text, name), files: 1, notes: [] };
}

function readFile(target: Target): Source {
  try {
    return sourceOf(target.name, readFileSync(target.path, "utf8"));
  } catch (error) {
    throw new ReviewProblem(`${target.name} cannot be read: ${(error as Error).message}`);
  }
}

async function readOverlay(overlay: Target): Promise<Source> {
  const { text, warnings } = await renderFolder(overlay.path, overlay.name);
  const { objects, diagnostics } = parseManifest(text, overlay.name);
  const origins = originsOf(overlay);
  return {
    name: overlay.name,
    objects: objects.map(({ object }) => ({
      object,
      positionOf: (path) => origins.positionOf(object, path),
    })),
    diagnostics,
    files: origins.files,
    notes: warnings.map((warning) => `${overlay.name}: kustomize says: ${warning}`),
  };
}

function readFolder(folder: Target, raw: boolean): readonly Source[] {
  const { files, kustomizations, charts } = listFolder(folder, raw);
  const sources = files.map((file) => withoutForeign(readFile(file)));
  const notes = [
    ...leftOut(
      folder,
      kustomizations,
      "kustomizations; name them as paths, or add --raw to read their files as they are",
    ),
    ...leftOut(
      folder,
      charts,
      "charts; pipe what they render to: helm template ... | mariadb-gitops review -",
    ),
  ];
  return [...sources, { name: folder.name, objects: [], diagnostics: [], files: 0, notes }];
}

function leftOut(folder: Target, names: readonly string[], advice: string): readonly string[] {
  return names.length === 0 ? [] : [`${folder.name}: left out ${names.join(", ")}, which are ${advice}.`];
}

/** A folder may hold other YAML, such as the values of a chart: what names neither apiVersion nor kind is no object. */
function withoutForeign(source: Source): Source {
  const objects = source.objects.filter(
    ({ object }) => isMap(object) && (Object.hasOwn(object, "apiVersion") || Object.hasOwn(object, "kind")),
  );
  const count = source.objects.length - objects.length;
  const notes = count === 0 ? [] : [`${source.name}: ${count} without apiVersion and kind left out.`];
  return { ...source, objects, notes };
}

/**
 * The environment that a source belongs to, as far as it says: by the label on its objects, by their namespaces
 * ("production", "mariadb-production") and by its path ("overlays/production"). The strictest of them counts, and a
 * label with another name counts as production.
 *
 * @returns undefined when nothing says it.
 */
export function environmentSaidBy(source: Source): Environment | undefined {
  const said = [...source.objects.flatMap(({ object }) => saidByObject(object)), saidByPath(source.name)];
  return environments.findLast((environment) => said.includes(environment));
}

function saidByObject(object: Value): readonly (Environment | undefined)[] {
  const label = read(object, ["metadata", "labels", environmentLabel]);
  const labelled = label.state === "known" ? (parseEnvironment(label.value) ?? "production") : undefined;
  const name = textAt(object, ["kind"]) === "Namespace" ? textAt(object, ["metadata", "name"]) : "";
  return [labelled, saidByNamespace(textAt(object, ["metadata", "namespace"])), saidByNamespace(name)];
}

function saidByNamespace(namespace: string): Environment | undefined {
  return parseEnvironment(namespace.split("-").at(-1));
}

function saidByPath(name: string): Environment | undefined {
  const steps = resolve(name).split(sep);
  return steps
    .map((step, index) => (steps[index - 1] === "overlays" ? parseEnvironment(step) : undefined))
    .findLast((environment) => environment !== undefined);
}
