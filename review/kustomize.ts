import { accessSync, constants, existsSync, statSync } from "node:fs";
import { basename, delimiter, join, posix } from "node:path";
import type { Path, Value } from "../safety";
import { identityOf } from "../safety/objects";
import { read } from "../safety/value";
import { ReviewProblem, clean, type Diagnostic, type Position } from "./diagnostic";
import { hintsIn, textOf } from "./files";
import { references } from "./kustomization";
import { parseManifest, type Located, type Manifest } from "./manifest";
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

/** A folder that cannot be rendered. The message is the reason, as one sentence without its full stop. */
export class RenderProblem extends ReviewProblem {}

/**
 * Renders a folder that holds a kustomization.
 *
 * @param folder Where it is on disk.
 * @param name How messages name it.
 * @param top Where the checkout is on disk, which messages leave out.
 * @throws RenderProblem when Kustomize refuses the folder.
 * @throws ReviewProblem when nothing on this machine can render: what cannot be rendered cannot be reviewed.
 */
export async function renderFolder(folder: string, name: string, top = folder): Promise<Rendering> {
  const { command, args } = findRenderer(process.env);
  const { status, stdout, stderr } = await runProgram(command, [...args, folder]);
  const said = stderr
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.replaceAll(folder, name).replaceAll(`${top}/`, ""));
  if (status !== 0) {
    throw new RenderProblem(`${basename(command)} says: ${reasonIn(said)}`);
  }
  return { text: stdout, warnings: said };
}

/**
 * What a renderer says without the frame of kubectl's log: the first line, and of several the last one as far as it quotes
 * nothing. What is between them quotes the manifests, in which may be a secret.
 */
function reasonIn(said: readonly string[]): string {
  const lines = said
    .join("\n")
    .replace(/^error: /i, "")
    .replace(/^E\d{4} .*?err=(?:"(.*)"|<\n([\s\S]*?)\n ?>)$/, (_, quoted?: string, block?: string) =>
      quoted === undefined ? (block ?? "") : quoted.replaceAll('\\"', '"').replaceAll("\\n", "\n"),
    )
    .split("\n")
    .map((line) => line.trim());
  const last = lines.length > 1 ? (/^`: ([^[`]+?)(?: from)? \[/.exec(lines.at(-1) ?? "")?.[1] ?? "") : "";
  const first = (lines[0] ?? "").replace(/[`\s:]+$/, "");
  const reason = [first, last].filter((part) => part !== "").join(": ");
  return clean(reason.length > 300 ? `${reason.slice(0, 300)} ...` : reason || "no reason given").replace(
    /[.\s]+$/,
    "",
  );
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
  /** What is written in the files, before anything is rendered. */
  readonly written: () => Manifest;
}

/** Finds the files of an overlay. They are read when somebody asks where a rendered object comes from. */
export function originsOf(overlay: Target): Origins {
  const seen = new Set<string>();
  const files = collect(overlay, seen);
  const written = once(() => manifestOf(files));
  const byName = once(() => Map.groupBy(written().objects, ({ object }) => nameOf(object)));
  const fallback = fileOf(overlay);
  return {
    files: seen.size,
    written,
    positionOf: (rendered, path) => {
      const candidates = byName().get(nameOf(rendered)) ?? [];
      const depths = candidates.map(({ object }) => depthIn(object, rendered, path));
      const nearest = candidates[depths.indexOf(Math.max(...depths))];
      return nearest?.positionOf(path) ?? fallback;
    },
  };
}

/** The first place in the file of Kustomize. */
export function fileOf(overlay: Target): Position {
  const name = kustomizationIn(namesIn(overlay)) ?? "";
  return { file: posix.join(overlay.name, name), line: 1, column: 1 };
}

function namesIn({ path }: Target): readonly string[] {
  return hintsIn(path).map(({ name }) => name);
}

function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => (done ??= { result: work() }).result;
}

function manifestOf(files: readonly Target[]): Manifest {
  const read = files.map((file) => parseManifest(textOf(file), file.name));
  return {
    objects: read.flatMap(({ objects }): readonly Located[] => objects),
    diagnostics: read.flatMap(({ diagnostics }): readonly Diagnostic[] => diagnostics),
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

/** What Kustomize knows an object by before it gives it a namespace. */
export function nameOf(object: Value): string {
  const { group, kind, name } = identityOf(object);
  return `${group}/${kind}/${name}`;
}

/** Every file that the kustomizations of an overlay name as a manifest. */
function collect(folder: Target, seen: Set<string>): readonly Target[] {
  const name = kustomizationIn(namesIn(folder));
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
  for (const { path } of files ?? []) {
    seen.add(path);
  }
  return [...(files ?? []), ...(folders ?? []).flatMap((target) => collect(target, seen))];
}
