import { entriesOf, hintOf, hintsIn, statOf } from "./files";
import { readKustomization, type Kustomization } from "./kustomization";
import { below, isForeign, isKustomizationFile, type Target } from "./target";

/** What a folder and everything below it holds. */
export interface Found {
  /** Manifests that belong to no kustomization and no chart. */
  readonly files: readonly Target[];
  readonly kustomizations: readonly Kustomization[];
  /** Folders with a Chart.yaml. */
  readonly charts: readonly Target[];
  /** Manifests beside the file of a kustomization that no kustomization names: nothing delivers them. */
  readonly unlisted: readonly Target[];
  /** Folders that hold copies of other projects, or data of tests. */
  readonly skipped: readonly Target[];
  /** What is named like a manifest and has no end or no content: pipes, devices, links that lead nowhere. */
  readonly unreadable: readonly Target[];
  /** Links to folders, which are not followed: they may lead in a circle. */
  readonly links: readonly Target[];
}

/** Manifests by their names. */
const manifestName = /\.(?:ya?ml|json)$/i;

/** Folders of packages and of test data, whose manifests are delivered to nobody unless something names them. */
const notDelivered = new Set(["vendor", "testdata", "fixtures", "__fixtures__"]);

/** What a chart holds besides values: templates, which are no YAML, and what it installs with them. */
const partsOfCharts = new Set(["templates", "charts", "crds"]);

/**
 * Searches a folder and everything below it. With `raw` the files of kustomizations are files like any other.
 *
 * @throws ReviewProblem for a folder that cannot be read: nothing of it would be reviewed.
 */
export function scan(folder: Target, raw: boolean): Found {
  const found = {
    ...{ files: [], kustomizations: [], charts: [], beside: [], skipped: [], unreadable: [], links: [] },
  } as Collected;
  walk(folder, raw, found);
  const listed = new Set(found.kustomizations.flatMap(({ files }) => files));
  const free = ({ path }: Target) => !listed.has(path);
  return { ...found, files: found.files.filter(free), unlisted: found.beside.filter(free) };
}

interface Collected {
  readonly files: Target[];
  readonly kustomizations: Kustomization[];
  readonly charts: Target[];
  /** Manifests in a folder that is a kustomization. */
  readonly beside: Target[];
  readonly skipped: Target[];
  readonly unreadable: Target[];
  readonly links: Target[];
}

function walk(folder: Target, raw: boolean, found: Collected): void {
  const entries = entriesOf(folder);
  const names = entries.map(({ name }) => name);
  const kustomization = readKustomization(folder, names);
  const chart = names.includes("Chart.yaml");
  if (chart) {
    found.charts.push(folder);
  }
  if (kustomization !== undefined && !raw) {
    found.kustomizations.push(kustomization);
  }
  for (const entry of entries) {
    const target = below(folder, entry.name);
    if (entry.isDirectory()) {
      if (notDelivered.has(entry.name)) {
        found.skipped.push(target);
      } else if (!isForeign(entry.name) && !(chart && partsOfCharts.has(entry.name))) {
        walk(target, raw, found);
      }
    } else if (entry.isSymbolicLink() && statOf(target.path)?.isDirectory() === true) {
      found.links.push(target);
    } else if (manifestName.test(entry.name) && !chart && !isOwn(entry.name)) {
      if (statOf(target.path)?.isFile() !== true) {
        found.unreadable.push(target);
        continue;
      }
      const built = isKustomizationFile(entry.name) && kustomization !== undefined;
      if (!built) {
        (kustomization === undefined || raw ? found.files : found.beside).push(target);
      }
    }
  }
}

/** Whether it is a file of this command, such as `.mariadb-gitops.yaml`. */
function isOwn(name: string): boolean {
  return name.startsWith(".mariadb-gitops");
}

/**
 * The kustomizations that nothing else renders, because no other one takes them in. Of those that take in each other, and of
 * those that only an unused component takes in, the first counts: otherwise nobody would look at them.
 */
export function leavesOf(kustomizations: readonly Kustomization[]): readonly Kustomization[] {
  const byPath = new Map(kustomizations.map((one) => [one.folder.path, one]));
  const taken = new Set(
    kustomizations.flatMap(({ folder, folders }) => folders.filter((path) => path !== folder.path)),
  );
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (!reached.has(path)) {
      reached.add(path);
      byPath.get(path)?.folders.forEach(reach);
    }
  };
  const whole = kustomizations.filter(({ component }) => !component);
  const leaves = whole.filter(({ folder }) => !taken.has(folder.path));
  leaves.forEach(({ folder }) => {
    reach(folder.path);
  });
  const left = whole.filter(({ folder: { path } }) => {
    const first = !reached.has(path);
    reach(path);
    return first;
  });
  return [...leaves, ...left];
}

/** Whether a text may hold a manifest: somewhere in it is one of the fields that make one. */
export function mayBeManifest(text: string): boolean {
  return /(?:^|[\s{,"'])(?:apiVersion|kind)["']?\s*:/.test(text);
}

/** Whether a text names the objects of mariadb-operator, of its former group as well. */
export function mentionsDatabase(text: string): boolean {
  return /k8s\.mariadb\.com|mmontes\.io/i.test(text);
}

/** The texts of the manifests and templates below a folder, up to a size that no manifest has. */
export function textsBelow(folder: Target): readonly string[] {
  return hintsIn(folder.path).flatMap((entry) => {
    const target = below(folder, entry.name);
    if (entry.isDirectory()) {
      return isForeign(entry.name) ? [] : textsBelow(target);
    }
    const wanted = manifestName.test(entry.name) || /\.tpl$|^Kustomization$/.test(entry.name);
    return wanted && entry.isFile() && (statOf(target.path)?.size ?? 0) < 1_000_000
      ? [hintOf(target.path)]
      : [];
  });
}
