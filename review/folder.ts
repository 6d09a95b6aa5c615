import { realpathSync } from "node:fs";
import { basename, join, posix, relative, sep } from "node:path";
import type { Value } from "../safety";
import { namesDelivery } from "../safety/database-names";
import { isOfDatabases, isLibrary, ownRelease, renderChart, templateIn, type Release } from "./charts";
import { deliveriesIn, type Delivery } from "./deliveries";
import { firstOf } from "./diagnostic";
import { statOf, textOf } from "./files";
import { isFolder, readKustomization } from "./kustomization";
import { RenderProblem } from "./kustomize";
import { parseManifest } from "./manifest";
import { renderedRule } from "./own-rules";
import { leavesOf, mayBeManifest, scan, textsBelow, type Found } from "./scan";
import { readOverlay, sourceOf, withoutForeign, type Reader, type Source } from "./sources";
import { folderOfFile, isKustomizationFile, type Target } from "./target";

/**
 * Reads what one path names. A folder means everything below it: its overlays and charts are rendered, its other
 * manifests are read. A file is read as it is.
 *
 * @returns undefined when there is no such file or folder.
 */
export async function readTarget(target: Target, reader: Reader): Promise<readonly Source[] | undefined> {
  const stat = statOf(target.path);
  if (stat === undefined) {
    return undefined;
  }
  if (stat.isDirectory()) {
    return readFolder(target, reader);
  }
  const folder = folderOfFile(target);
  return isKustomizationFile(basename(target.path)) &&
    !reader.raw &&
    readKustomization(folder, [basename(target.path)]) !== undefined
    ? [await readOverlay(folder, reader)]
    : [sourceOf(target.name, textOf(target))];
}

async function readFolder(folder: Target, reader: Reader): Promise<readonly Source[]> {
  const found = scan(folder, reader.raw);
  const texts = found.files.map((file) => ({ file, text: textOf(file) }));
  const sources: Source[] = texts
    .filter(({ text }) => mayBeManifest(text))
    .map(({ file, text }) => ({
      ...withoutForeign(mildly(sourceOf(file.name, text), text)),
      loose: found.kustomizations.some((one) => isInside(file.path, one.folder.path)),
    }));
  const foreign = texts.filter(({ text }) => !mayBeManifest(text)).map(({ file }) => file);
  const leaves = leavesOf(found.kustomizations).map((leaf) => readLeaf(leaf.folder, found, reader));
  sources.push(...(await Promise.all(leaves)));
  sources.push(...(await readDelivered(folder, found, sources, reader)));
  const notes = [
    ...leftOut(folder, foreign, "file", "without apiVersion and kind"),
    ...leftOut(folder, found.unlisted, "file", "beside a kustomization, which no kustomization names"),
    ...leftOut(folder, found.skipped, "folder", "of packages or of data for tests; name it to review it"),
    ...leftOut(
      folder,
      found.unreadable,
      "file",
      "without an end or a content: pipes, devices, links to nothing",
    ),
    ...leftOut(
      folder,
      outside(folder, found.links),
      "link",
      "to a folder elsewhere; name that folder to review it",
    ),
  ];
  return [
    ...sources,
    { name: `${folder.name} as a folder`, objects: [], diagnostics: [], files: foreign.length, notes },
  ];
}

/** What is no YAML in a file where nothing names a database endangers none, and is said once. */
function mildly(source: Source, text: string): Source {
  const [first] = source.diagnostics;
  return first === undefined || namesDelivery(text)
    ? source
    : { ...source, diagnostics: [{ ...first, level: "warning" }] };
}

/** An overlay. In the folder of a chart a plugin makes its resources with helm, so that without it there are none. */
async function readLeaf(leaf: Target, { charts }: Found, reader: Reader): Promise<Source> {
  const source = await readOverlay(leaf, reader);
  const chart = charts.find(({ path }) => path === leaf.path);
  return source.broken === undefined || chart === undefined
    ? source
    : readChart({ chart, helm: ownRelease(chart), top: reader.top }, chart.name);
}

/** Links to folders that are not in a folder itself. */
function outside(folder: Target, links: readonly Target[]): readonly Target[] {
  const real = realpathSync(folder.path);
  return links.filter(({ path }) => !isInside(realpathSync(path), real));
}

function leftOut(folder: Target, targets: readonly Target[], noun: string, which: string): readonly string[] {
  const names = targets.map(({ name }) => name);
  const count = `${targets.length} ${noun}${targets.length === 1 ? "" : "s"}`;
  return targets.length === 0 ? [] : [`${folder.name}: left out ${count} ${which}: ${firstOf(names, 5)}.`];
}

/**
 * What the Applications and Kustomizations in a folder point at, and what was not read as a leaf: a base that is
 * delivered by itself as well, a chart with its values. What is rendered may point further. Charts that nothing points
 * at come last, with the values of their own.
 */
async function readDelivered(
  folder: Target,
  found: Found,
  read: readonly Source[],
  reader: Reader,
): Promise<readonly Source[]> {
  const done = new Set(leavesOf(found.kustomizations).map(({ folder: { path } }) => path));
  const charts = found.charts.filter((chart) => !isLibrary(chart) && !done.has(chart.path));
  if (
    reader.raw ||
    (charts.length === 0 && found.skipped.length === 0 && done.size === found.kustomizations.length)
  ) {
    return Promise.all(
      charts.map((chart) => readChart({ chart, helm: ownRelease(chart), top: reader.top }, chart.name)),
    );
  }
  const sources: Source[] = [];
  const elsewhere = isInside(reader.top, folder.path) ? [] : deliveriesElsewhere(reader.top);
  let latest = read;
  for (let rest = true; rest || latest.length > 0;) {
    const objects = latest.flatMap((source) => source.objects).map(({ object }) => object);
    const pointed = deliveriesIn([...objects, ...elsewhere], reader.top);
    const works = pointed.flatMap((delivery) => workOf(delivery, { folder, found, charts, done, reader }));
    if (works.length === 0 && rest) {
      rest = false;
      works.push(
        ...charts
          .filter(({ path }) => !done.has(path))
          .map((chart) => () => readChart({ chart, helm: ownRelease(chart), top: reader.top }, chart.name)),
      );
    }
    latest = (await Promise.all(works.map((work) => work()))).flat();
    sources.push(...latest);
  }
  return sources;
}

/** The deliveries in the rest of the checkout, as they are written: a folder of Applications often lies beside the others. */
function deliveriesElsewhere(top: string): readonly Value[] {
  return textsBelow({ name: ".", path: top })
    .filter((text) => /argoproj\.io|toolkit\.fluxcd\.io/.test(text))
    .flatMap((text) => parseManifest(text, "").objects.map(({ object }) => object));
}

type Work = () => Promise<Source | readonly Source[]>;

/** What is known while the deliveries of a folder are followed. */
interface Following {
  readonly folder: Target;
  readonly found: Found;
  readonly charts: readonly Target[];
  /** What was read, by path; a chart also by what delivers it. */
  readonly done: Set<string>;
  readonly reader: Reader;
}

/** What is still to be read of that which a delivery points at. */
function workOf(delivery: Delivery, { folder, found, charts, done, reader }: Following): readonly Work[] {
  const path = join(reader.top, delivery.path);
  const name = posix.join(folder.name, relative(folder.path, path).split(sep).join("/"));
  const chart = charts.find((one) => one.path === path);
  const key = chart === undefined ? path : `${path} ${JSON.stringify([delivery.by, delivery.helm])}`;
  if (done.has(key) || !isInside(path, folder.path)) {
    return [];
  }
  if (chart !== undefined) {
    done.add(key).add(path);
    const release = { chart, helm: delivery.helm, top: reader.top };
    return [() => readChart(release, `${chart.name} (${delivery.by})`)];
  }
  if (found.kustomizations.some((one) => one.folder.path === path)) {
    done.add(key);
    return [() => readOverlay({ name, path }, reader)];
  }
  if (found.skipped.some((one) => isInside(path, one.path)) && isFolder(path)) {
    done.add(key);
    return [() => readFolder({ name, path }, reader)];
  }
  return [];
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** What a chart renders to. One that cannot be rendered is an error where it holds databases, and a note elsewhere. */
async function readChart(release: Release, name: string): Promise<Source> {
  const { chart } = release;
  const place = { file: `${chart.name}/Chart.yaml`, line: 1, column: 1 };
  const nothing = { name, whole: place, objects: [], diagnostics: [], files: 1, notes: [] };
  try {
    const { objects, diagnostics } = parseManifest(await renderChart(release), name);
    return {
      ...nothing,
      objects: objects.map(({ object, comment = "" }) => ({
        object,
        chart: chart.name,
        positionOf: () => ({ ...place, file: templateIn(comment, chart) ?? place.file }),
      })),
      diagnostics,
    };
  } catch (error) {
    if (!(error instanceof RenderProblem)) {
      throw error;
    }
    const message = `The chart ${chart.name} is left out, because its templates are not manifests and it cannot be rendered: ${error.message}.`;
    const diagnostic = { ...place, level: "error", rule: renderedRule, message } as const;
    return isOfDatabases(chart)
      ? { ...nothing, broken: { diagnostic, written: [] } }
      : { ...nothing, notes: [message] };
  }
}
