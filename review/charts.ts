import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, posix } from "node:path";
import { parse, stringify } from "yaml";
import type { Value } from "../safety";
import { textAt } from "../safety/objects";
import type { HelmSettings } from "./deliveries";
import { hintOf } from "./files";
import { RenderProblem } from "./kustomize";
import { isFolder, listAt } from "./kustomization";
import { runProgram } from "./process";
import { mentionsDatabase, textsBelow } from "./scan";
import { below, targetOf, type Target } from "./target";

/** A chart with what a delivery says of it. */
export interface Release {
  readonly chart: Target;
  readonly helm: HelmSettings;
  /** The top of the checkout, to which files of values are relative. */
  readonly top: string;
}

/**
 * Renders a chart of the checkout with the helm on PATH.
 *
 * @throws RenderProblem when there is none, or when it refuses the chart.
 */
export async function renderChart({ chart, helm, top }: Release): Promise<string> {
  const command = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "helm"))
    .find(isExecutable);
  if (command === undefined) {
    throw new RenderProblem("no helm is on PATH");
  }
  const own = mkdtempSync(join(tmpdir(), "mariadb-gitops-values-"));
  try {
    const files = helm.valueFiles.map((file) => join(top, file));
    if (helm.values !== undefined) {
      const file = join(own, "values.yaml");
      writeFileSync(file, stringify(helm.values));
      files.push(file);
    }
    const namespace = helm.namespace === "" ? [] : ["--namespace", helm.namespace];
    const { status, stdout, stderr } = await runProgram(command, [
      ...["template", helm.release, chart.path, "--include-crds"],
      ...namespace,
      ...files.flatMap((file) => ["--values", file]),
    ]);
    if (status !== 0) {
      const [line = "no reason given"] = stderr.split("\n").filter((text) => text.startsWith("Error"));
      const where = line.replaceAll(chart.path, chart.name).replaceAll(`${top}/`, "");
      throw new RenderProblem(`helm says: ${where.slice(0, 300).replace(/[.\s]+$/, "")}`);
    }
    return stdout;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file of a template in the line that helm writes before what it rendered: "# Source: app/templates/a.yaml". */
export function templateIn(comment: string, chart: Target): string | undefined {
  const path = /^\s*Source: [^/]+\/(.+)$/m.exec(comment)?.[1];
  return path === undefined ? undefined : posix.join(chart.name, path.trim());
}

/** What a chart file says of the chart: its name and those that it depends on. */
function chartFile(chart: Target): Value {
  try {
    return parse(readFileSync(join(chart.path, "Chart.yaml"), "utf8"), { logLevel: "silent" }) as Value;
  } catch {
    return null;
  }
}

/** Whether a chart makes no objects by itself. */
export function isLibrary(chart: Target): boolean {
  return textAt(chartFile(chart), ["type"]) === "library";
}

/** The release of a chart that no delivery names. */
export function ownRelease(chart: Target): HelmSettings {
  const name = textAt(chartFile(chart), ["name"]) || basename(chart.path);
  return { release: name, namespace: "", valueFiles: [] };
}

/**
 * The chart that a path is a template of, or holds the templates of; any other path as it is.
 *
 * @param compared Whether a file that is gone may be in the earlier revision.
 */
export function chartOf(target: Target, compared: boolean): Target {
  for (let folder = target.path; dirname(folder) !== folder; folder = dirname(folder)) {
    const chart = dirname(folder);
    if (basename(folder) === "templates" && existsSync(join(chart, "Chart.yaml"))) {
      return isTemplate(target) || (compared && !existsSync(target.path)) ? targetOf(chart) : target;
    }
  }
  return target;
}

/** Whether helm has something to fill in. */
function isTemplate(target: Target): boolean {
  const texts = isFolder(target.path) ? textsBelow(target) : [hintOf(target.path)];
  return texts.some((text) => text.includes("{{"));
}

const databaseCharts = /^(?:mariadb(?:-.*)?|mysql|galera|percona-.*|pxc-.*)$/;

/** Whether a chart that nobody rendered holds databases, as its templates and its dependencies say. */
export function isOfDatabases(chart: Target): boolean {
  const needs = listAt(chartFile(chart), "dependencies").map((one) => textAt(one, ["name"]));
  const parts = ["templates", "crds"].map((name) => below(chart, name)).filter(({ path }) => isFolder(path));
  return needs.some((name) => databaseCharts.test(name)) || parts.flatMap(textsBelow).some(mentionsDatabase);
}
