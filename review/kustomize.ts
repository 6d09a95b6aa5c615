import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, delimiter, join, posix } from "node:path";
import { parse } from "yaml";
import type { Path, Value } from "../safety";
import { identityOf, textAt } from "../safety/objects";
import { read, isList } from "../safety/value";
import { ReviewProblem, type Position } from "./diagnostic";
import { parseManifest, type Located } from "./manifest";
import { runProgram } from "./process";
import { kustomizationIn, type Target } from "./target";

/** A command that renders a folder when the folder is its last argument. */
interface Renderer {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a folder renders to. */
interface Rendering {
  readonly text: string;
  /** What Kustomize warned of, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Renders a folder that holds a kustomization.
 *
 * @param folder Where it is on disk.
 * @param name How messages name it.
 * @throws ReviewProblem when nothing on this machine can render, or rendering fails: what cannot be rendered cannot be
 * reviewed.
 */
export async function renderFolder(folder: string, name: string): Promise<Rendering> {
  const { command, args } = findRenderer(process.env);
  const { status, stdout, stderr } = await runProgram(command, [...args, folder]);
  const said = stderr.split("\n").filter((line) => line.trim() !== "");
  if (status !== 0) {
    const why = said.join("\n  ").replaceAll(folder, name);
    throw new ReviewProblem(
      `${name} cannot be rendered with ${basename(command)}:\n  ${why || "no reason given"}`,
    );
  }
  return { text: stdout, warnings: said.map((line) => line.replaceAll(folder, name)) };
}

/** The renderer that the variable KUSTOMIZE names, else kustomize or kubectl on PATH. */
export function findRenderer(variables: Readonly<Record<string, string | undefined>>): Renderer {
  const named = variables.KUSTOMIZE ?? "";
  if (named !== "" && !isExecutable(named)) {
    throw new ReviewProblem(
      `KUSTOMIZE is ${named}, which cannot be executed; give the full path of kustomize.`,
    );
  }
  const folders = (variables.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = (name: string) => folders.map((folder) => join(folder, name)).find(isExecutable);
  const command = named === "" ? (onPath("kustomize") ?? onPath("kubectl")) : named;
  if (command === undefined) {
    throw new ReviewProblem(
      "Neither kustomize nor kubectl is on PATH, so no overlay can be rendered. Install one of them, name one in the " +
        "variable KUSTOMIZE, or render elsewhere and pipe the result in: kustomize build ... | mariadb-gitops review -",
    );
  }
  return { command, args: basename(command).startsWith("kubectl") ? ["kustomize"] : ["build"] };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The files that an overlay is made of, nearest first: its own patches, its own resources, then those of its bases. */
interface Origins {
  readonly files: number;
  /** The place of a field of a rendered object: where it is written, else where its object is. */
  readonly positionOf: (rendered: Value, path: Path) => Position;
}

/** Reads the files of an overlay to find where its rendered objects come from. */
export function originsOf(overlay: Target): Origins {
  const seen = new Set<string>();
  const written = collect(overlay, seen);
  const byName = Map.groupBy(written, ({ object }) => nameOf(object));
  const fallback: Position = {
    file: posix.join(overlay.name, kustomizationIn(readdirSync(overlay.path)) ?? ""),
    line: 1,
    column: 1,
  };
  return {
    files: seen.size,
    positionOf: (rendered, path) => {
      const candidates = byName.get(nameOf(rendered)) ?? [];
      const depths = candidates.map(({ object }) => depthIn(object, rendered, path));
      const nearest = candidates[depths.indexOf(Math.max(...depths))];
      return nearest?.positionOf(path) ?? fallback;
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
