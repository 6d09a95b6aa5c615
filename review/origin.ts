import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { parse } from "yaml";
import type { Path, Value } from "../safety";
import { identityOf, textAt } from "../safety/objects";
import { isList, read } from "../safety/value";
import type { Place } from "./diagnostic";
import { kustomizationIn } from "./folder";
import { parseManifest, type Located } from "./manifest";
import type { Target } from "./source";

/** The files that an overlay is made of, nearest first: its own patches, its own resources, then those of its bases. */
export interface Origins {
  readonly files: number;
  /** The place of a field of a rendered object: where it is written, else where its object is. */
  readonly placeOf: (rendered: Value, path: Path) => Place;
}

/** Reads the files of an overlay to find where its rendered objects come from. */
export function originsOf(overlay: Target): Origins {
  const seen = new Set<string>();
  const written = collect(overlay, seen);
  const byName = Map.groupBy(written, ({ object }) => nameOf(object));
  const fallback: Place = {
    file: posix.join(overlay.name, kustomizationIn(readdirSync(overlay.path)) ?? ""),
    line: 1,
    column: 1,
  };
  return {
    files: seen.size,
    placeOf: (rendered, path) => {
      const candidates = byName.get(nameOf(rendered)) ?? [];
      const depths = candidates.map(({ object }) => depthIn(object, rendered, path));
      const nearest = candidates[depths.indexOf(Math.max(...depths))];
      return nearest?.placeOf(path) ?? fallback;
    },
  };
}

/** How much of the way to a field an object holds, and half a step more where it holds the rendered value as well. */
function depthIn(object: Value, rendered: Value, path: Path): number {
  const depth = path.findIndex((_, index) => read(object, path.slice(0, index + 1)).state !== "known");
  if (depth >= 0) {
    return depth;
  }
  const [own, final] = [read(object, path), read(rendered, path)];
  const same =
    own.state === "known" &&
    final.state === "known" &&
    JSON.stringify(own.value) === JSON.stringify(final.value);
  return path.length + (same ? 0.5 : 0);
}

function nameOf(object: Value): string {
  const { group, kind, name } = identityOf(object);
  return `${group}/${kind}/${name}`;
}

/** Every object that is written in the files of a kustomization; what cannot be read is left to Kustomize to judge. */
function collect(folder: Target, seen: Set<string>): readonly Located[] {
  const name = existsSync(folder.path) ? kustomizationIn(readdirSync(folder.path)) : undefined;
  const file = join(folder.path, name ?? "");
  if (name === undefined || seen.has(file)) {
    return [];
  }
  seen.add(file);
  const targets = [...new Set(references(file))].map((reference) => ({
    name: posix.join(folder.name, reference),
    path: join(folder.path, reference),
  }));
  const existing = targets.filter(({ path }) => existsSync(path));
  const [folders, files] = [true, false].map((wanted) =>
    existing.filter(({ path }) => statSync(path).isDirectory() === wanted),
  );
  return [
    ...(files ?? []).flatMap((target) => {
      seen.add(target.path);
      return parseManifest(readFileSync(target.path, "utf8"), target.name).objects;
    }),
    ...(folders ?? []).flatMap((target) => collect(target, seen)),
  ];
}

/** The files and folders that a kustomization names, patches first. */
export function references(file: string): readonly string[] {
  const kustomization = parse(readFileSync(file, "utf8"), { logLevel: "silent" }) as Value;
  const patches = listAt(kustomization, "patches").map((patch) => textAt(patch, ["path"]));
  const others = ["patchesStrategicMerge", "resources", "components", "bases"].flatMap((field) =>
    listAt(kustomization, field).map((reference) => (typeof reference === "string" ? reference : "")),
  );
  // A patch may also be written in place, as a text of several lines.
  return [...patches, ...others].filter((reference) => reference !== "" && !reference.includes("\n"));
}

/** The items of a list of a kustomization; none where there is no list. */
export function listAt(object: Value, field: string): readonly Value[] {
  const reading = read(object, [field]);
  return reading.state === "known" && isList(reading.value) ? reading.value : [];
}
