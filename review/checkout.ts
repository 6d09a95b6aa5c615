import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Engine, Value } from "../safety";
import { isDatabase } from "../safety/databases";
import { delivers, deliveringKinds, type Look } from "../safety/delivered";
import { namesDelivery, runsDatabase } from "../safety/database-names";
import { identityOf, isTarget, textAt } from "../safety/objects";
import { isList, isMap } from "../safety/value";
import { lookupPaths } from "./lookup-paths";
import { hintOf, hintsIn, statOf } from "./files";
import { parseManifest } from "./manifest";
import { isForeign, isKustomizationFile } from "./target";

/** How many folders above a path are tried where no Git repository says where the paths of deliveries begin. */
const above = 4;

/** The folders that the paths of deliveries may be relative to: the repository first, then the path and those above it. */
export function rootsOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(path); dirname(folder) !== folder; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, ".git"))) {
      return [folder, ...folders];
    }
  }
  return folders.slice(0, above);
}

/**
 * Looks up in the folders of a checkout what deliveries deliver. Nothing is rendered: the files say enough.
 *
 * @param parsed The objects of the files that were read already, by their path.
 */
export function lookInto(
  roots: readonly string[],
  parsed: ReadonlyMap<string, readonly Value[]> = new Map(),
): Look {
  const known = new Map<string, boolean>();

  const look: Look = (delivery) => {
    const places = lookupPaths(delivery);
    const folders = places.map((place) => folderAt(roots, place));
    if (folders.some((folder) => folder !== undefined && holds(folder))) {
      return true;
    }
    return folders.includes(undefined) ? undefined : false;
  };

  /** Whether a folder, or what its kustomizations take from elsewhere, holds a database. */
  function holds(folder: string): boolean {
    const found = known.get(folder);
    if (found !== undefined) {
      return found;
    }
    // A folder that leads back to itself adds nothing.
    known.set(folder, false);
    const answer = hintsIn(folder).some((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return !isForeign(entry.name) && holds(path);
      }
      return isText.test(entry.name) || isKustomizationFile(entry.name) ? tells(path, folder) : false;
    });
    known.set(folder, answer);
    return answer;
  }

  function tells(file: string, folder: string): boolean {
    const read = parsed.get(file);
    if (read !== undefined) {
      return read.some((object) => holdsOrLeads(object, folder));
    }
    const text = hintOf(file);
    if (!worthReading.test(text)) {
      return false;
    }
    if (!isYaml.test(file) && !isKustomizationFile(file.slice(folder.length + 1))) {
      return template.test(text);
    }
    const { objects, diagnostics } = parseManifest(text, file);
    return (
      (diagnostics.length > 0 && template.test(text)) ||
      objects.some(({ object }) => holdsOrLeads(object, folder))
    );
  }

  function holdsOrLeads(object: Value, folder: string): boolean {
    return (
      isDatabase(object) ||
      isServer(object) ||
      (isDelivery(object) && delivers(object, look)) ||
      elsewhere(object).some((entry) => leadsToDatabase(entry, folder))
    );
  }

  function leadsToDatabase(entry: string, folder: string): boolean {
    const path = join(folder, entry);
    const stat = statOf(path);
    if (stat === undefined) {
      return namesDelivery(entry);
    }
    return stat.isDirectory() ? holds(path) : tells(path, dirname(path));
  }

  return look;
}

/** Values of a chart that name a server's image, which no manifest holds. */
function isServer(object: Value): boolean {
  const image = textAt(object, ["image", "repository"]);
  return image !== "" && runsDatabase(image);
}

function isDelivery(object: Value): boolean {
  const { group, kind } = identityOf(object);
  return isTarget(deliveringKinds, group, kind);
}

const isYaml = /\.(?:ya?ml|json)$/i;
const isText = /\.(?:ya?ml|json|tpl)$/i;
/** What names a database, or leads elsewhere. Most files of a repository do neither, and are not parsed. */
const worthReading =
  /mariadb|mysql|percona|galera|maxscale|xtrabackup|mydumper|proxysql|name:\s*["']?storage-|\.\.\/|\bchart["']?:\s*["']?\.{1,2}\/|\bkind["']?:\s*["']?(?:Kustomization|Application|ApplicationSet)\b[^]*\bpath["']?:/i;

/** What a template says of its objects, before anybody renders it. */
const template = /apiVersion:\s*["']?k8s\.mariadb\.com\/|image:\s*["']?\S*(?:mariadb|mysql|percona)/i;

/** What a kustomization, or a chart's list of charts, takes from elsewhere. */
function elsewhere(object: Value): readonly string[] {
  if (!isMap(object)) {
    return [];
  }
  const texts = ["resources", "components", "bases"].flatMap((field) => {
    const value = object[field];
    return isList(value) ? value.filter((item) => typeof item === "string") : [];
  });
  const charts = ["helmCharts", "dependencies"].flatMap((field) => {
    const value = object[field];
    return isList(value) ? value.map((item) => textAt(item, ["name"])).filter(namesDelivery) : [];
  });
  const kustomization = identityOf(object).group === "kustomize.config.k8s.io" || texts.length > 0;
  return [...(kustomization ? texts : []), ...charts];
}

function folderAt(roots: readonly string[], place: string): string | undefined {
  return place === ""
    ? undefined
    : roots.map((root) => join(root, place)).find((path) => statOf(path)?.isDirectory());
}

/**
 * Whether a delivery delivers an object, told by the file that the object is written in; undefined where nobody can look
 * the delivery up.
 */
export function isBelow(roots: readonly string[], file: string, delivery: Value): boolean | undefined {
  const folders = lookupPaths(delivery).map((place) => folderAt(roots, place));
  return folders.some((folder) => folder !== undefined && `${resolve(file)}/`.startsWith(`${folder}/`))
    ? true
    : folders.includes(undefined)
      ? undefined
      : false;
}

/** How many files of a checkout are searched for the engine that delivers them. */
const mostFiles = 5000;

const signs: Readonly<Record<Engine, RegExp>> = {
  argocd: /argocd\.argoproj\.io\/|kind:\s*["']?(?:Application|ApplicationSet|AppProject)\b/,
  flux: /toolkit\.fluxcd\.io\//,
};

/** The engines that the files of a checkout name, for manifests that name none; undefined when none does. */
export function enginesNamedIn([root]: readonly string[]): readonly Engine[] | undefined {
  const found = new Set<Engine>();
  let left = mostFiles;
  const search = (folder: string): void => {
    for (const entry of hintsIn(folder)) {
      if (found.size === 2 || left <= 0) {
        return;
      }
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isForeign(entry.name)) {
          search(path);
        }
      } else if (isText.test(entry.name)) {
        left -= 1;
        const text = hintOf(path);
        (["argocd", "flux"] as const)
          .filter((engine) => signs[engine].test(text))
          .forEach((engine) => found.add(engine));
      }
    }
  };
  if (root !== undefined && statOf(root)?.isDirectory() === true) {
    search(root);
  }
  return found.size === 0 ? undefined : [...found];
}
