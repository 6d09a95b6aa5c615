import { resolve, sep } from "node:path";
import { environmentLabel, environments, parseEnvironment, type Environment, type Value } from "../safety";
import { isDatabase } from "../safety/databases";
import { textAt } from "../safety/objects";
import { read, isMap } from "../safety/value";
import type { Diagnostic, Position } from "./diagnostic";
import { current } from "./current";
import { textOf } from "./files";
import { kustomizationFiles } from "./kustomization";
import { RenderProblem, fileOf, originsOf, renderFolder } from "./kustomize";
import { parseManifest, type Located, type Manifest } from "./manifest";
import { renderedRule } from "./own-rules";
import type { Target } from "./target";

/** Something that was read: one file, or one rendered overlay or chart. */
export interface Source extends Manifest {
  readonly name: string;
  /** How many files went into it. */
  readonly files: number;
  readonly notes: readonly string[];
  /** The file of an overlay or a chart, which is delivered as a whole; undefined for a file of manifests. */
  readonly whole?: Position;
  /** Whether it is a file below a kustomization that does not name it. */
  readonly loose?: boolean;
  /** Why it could not be rendered. Nothing is known of its objects then. */
  readonly broken?: Broken;
}

/** What there is of an overlay that cannot be rendered. */
export interface Broken {
  readonly diagnostic: Diagnostic;
  /** What its files hold, unrendered. */
  readonly written: readonly Located[];
}

/** One source in both revisions. */
export interface Pair {
  readonly after?: Source | undefined;
  readonly before?: Source | undefined;
  /** Whether the command line names it, and not a folder that it is in. */
  readonly named: boolean;
}

/** How the files of one revision are read. */
export interface Reader {
  /** Whether files of a kustomization are read as they are. */
  readonly raw: boolean;
  /** The top of the checkout on disk. */
  readonly top: string;
  /** What was rendered, by its path: no overlay is rendered twice. */
  readonly rendered: Map<string, Promise<Source>>;
}

/** A reader of the revision whose checkout is at a path. */
export function readerOf(top: string, raw: boolean): Reader {
  return { raw, top, rendered: new Map() };
}

/** A text as a source, such as that of standard input. */
export function sourceOf(name: string, text: string): Source {
  const { objects, diagnostics } = parseManifest(text, name);
  return { name, objects, diagnostics: ofTemplate(diagnostics, text), files: 1, notes: [] };
}

/** A line that only a template can have. Quoted, the same braces are a text of somebody else, such as Prometheus. */
const action = /^\s*(?:- )?(?:[\w./-]+:\s*)?\{\{/m;

/** A template is no YAML in most of its lines, and that is one finding. */
function ofTemplate(diagnostics: readonly Diagnostic[], text: string): readonly Diagnostic[] {
  const [first] = diagnostics;
  const message =
    "The file is a template with {{ }}, and no manifest before it is rendered. Render it, and pipe the result in: " +
    "helm template ... | mariadb-gitops review -";
  return first === undefined || !action.test(text) ? diagnostics : [{ ...first, message }];
}

/** What an overlay renders to; one that Kustomize refuses is broken, and the rest of the review goes on. */
export function readOverlay(overlay: Target, { top, rendered }: Reader): Promise<Source> {
  const source = rendered.get(overlay.path) ?? renderOverlay(overlay, top);
  rendered.set(overlay.path, source);
  return source;
}

async function renderOverlay(overlay: Target, top: string): Promise<Source> {
  const { name } = overlay;
  const origins = originsOf(overlay);
  const whole = fileOf(overlay);
  try {
    const { text, warnings } = await renderFolder(overlay.path, name, top);
    const { objects, diagnostics } = parseManifest(text, name);
    return {
      name,
      whole,
      objects: [
        ...objects.map(({ object }): Located => ({
          object,
          overlay: name,
          positionOf: (path) => origins.positionOf(object, path),
        })),
        ...(objects.some(({ object }) => isDatabase(current(object))) ? kustomizationsOf(overlay) : []),
      ],
      diagnostics,
      files: origins.files,
      notes: warnings.map((warning) => `${name}: kustomize says: ${warning}`),
    };
  } catch (error) {
    if (!(error instanceof RenderProblem)) {
      throw error;
    }
    const written = origins.written();
    const message = `The kustomization ${name} cannot be rendered, so nothing of it was reviewed: ${error.message}.`;
    const diagnostic = { ...whole, level: "error", rule: renderedRule, message } as const;
    return {
      name,
      whole,
      objects: [],
      // What is no YAML in its files is a likely cause, and is said at its own place.
      diagnostics: written.diagnostics,
      files: origins.files,
      notes: [],
      broken: { diagnostic, written: written.objects },
    };
  }
}

/** The files of Kustomize as objects; most leave out what kind they are. Nobody applies them. */
function kustomizationsOf(overlay: Target): readonly Located[] {
  const usual = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  return kustomizationFiles(overlay).flatMap((file) =>
    parseManifest(textOf(file), file.name).objects.flatMap((one) =>
      isMap(one.object) ? [{ ...one, object: { ...usual, ...one.object } }] : [],
    ),
  );
}

/** A folder may hold other YAML, such as the values of a chart: what names neither apiVersion nor kind is no object. */
export function withoutForeign(source: Source): Source {
  const objects = source.objects.filter(
    ({ object }) => isMap(object) && (Object.hasOwn(object, "apiVersion") || Object.hasOwn(object, "kind")),
  );
  const count = source.objects.length - objects.length;
  const notes = count === 0 ? [] : [`${source.name}: ${count} without apiVersion and kind left out.`];
  return { ...source, objects, notes };
}

/**
 * The environment that a source belongs to, as far as it says: by the label on its objects, by their namespaces
 * ("production", "mariadb-production") and by its path ("overlays/production", "clusters/production"). The strictest of them counts, and a
 * label with another name counts as production.
 *
 * @returns undefined when nothing says it.
 */
export function environmentSaidBy(source: Source): Environment | undefined {
  const said = [
    ...source.objects.flatMap(({ object }) => saidByObject(object)),
    environmentInPath(source.name),
  ];
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

const foldersOfEnvironments = new Set(["overlays", "clusters", "environments", "envs"]);

/** The environment that the innermost such folder of a path is named after; undefined where none is. */
export function environmentInPath(name: string): Environment | undefined {
  const steps = resolve(name).split(sep);
  return steps
    .map((step, index) =>
      foldersOfEnvironments.has(steps[index - 1] ?? "") ? parseEnvironment(step) : undefined,
    )
    .findLast((environment) => environment !== undefined);
}
