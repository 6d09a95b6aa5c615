import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { stringify } from "yaml";
import {
  environments,
  isStricter,
  parseEnvironment,
  strictest,
  type Environment,
  type Value,
} from "../safety";
import { enginesDelivering } from "../safety/engines";
import { textAt } from "../safety/objects";
import { releaseOf } from "../schemas/releases";
import { firstOf, UsageError } from "./diagnostic";
import { readAll, type Everything, type Plan } from "./inputs";
import { projectFile } from "./project";
import { engineWords, type ProjectSettings } from "./project-schema";
import { environmentSaidBy, type Source } from "./sources";
import { targetOf } from "./target";

const header = `# What mariadb-gitops review takes for every path of this repository. All keys: docs/review-configuration.md
`;

/**
 * Writes the file of the repository from what the paths hold.
 *
 * @returns what was decided, for the person at the terminal.
 * @throws UsageError when there is a file already.
 */
export async function writeProject(plan: Plan): Promise<string> {
  const { project } = plan;
  if (project.file !== undefined) {
    throw new UsageError(`--init does not overwrite ${project.file}; edit it, or remove it first`);
  }
  const { settings, reasons } = await readAll(plan, (everything) => decide(everything, plan));
  const path = join(project.top, projectFile);
  const content = Object.keys(settings).length === 0 ? "{}\n" : stringify(settings);
  writeFileSync(path, `${header}${content}`, { flag: "wx" });
  return [`Wrote ${targetOf(path).name}:`, ...reasons.map((reason) => `  ${reason}`)].join("\n");
}

interface Decisions {
  readonly settings: ProjectSettings;
  readonly reasons: readonly string[];
}

function decide({ pairs, known }: Everything, { project, engines }: Plan): Decisions {
  const sources = pairs.flatMap(({ after }) => after ?? []).filter(({ objects }) => objects.length > 0);
  const objects = sources.flatMap((source) => source.objects.map(({ object }) => object));
  const paths = environmentsOf(sources, project.top);
  const named = engines ?? enginesDelivering(objects) ?? known.engines;
  const engine = (["argocd", "flux", "both"] as const).find(
    (word) => named?.join() === engineWords[word].join(),
  );
  const release = objects.map(releaseIn).find((version) => version !== undefined);
  return {
    settings: {
      ...(Object.keys(paths.settings).length === 0 ? {} : { environments: paths.settings }),
      ...(engine === undefined ? {} : { engine }),
      ...(release === undefined ? {} : { operatorVersion: release }),
    },
    reasons: [
      ...paths.reasons,
      engine === undefined
        ? "engine is not set, because nothing names one: set argocd, flux, both or none"
        : `engine: ${engine}, which the manifests name`,
      release === undefined
        ? "operatorVersion is not set, because no delivery names the release: that of this package is assumed"
        : `operatorVersion: ${release}, which a delivery of the chart names`,
    ],
  };
}

/** The folders whose names are environments. One whose manifests say a stricter one is left to them. */
function environmentsOf(sources: readonly Source[], top: string) {
  const settings: Partial<Record<Environment, string[]>> = {};
  const reasons: string[] = [];
  const folders = Map.groupBy(sources, (source) => folderOf(source, top));
  for (const [folder, own] of [...folders].sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))) {
    const said = own.flatMap((source) => environmentSaidBy(source) ?? []);
    const environment = folder === undefined ? undefined : environmentNamed(posix.basename(folder));
    if (folder === undefined || environment === undefined) {
      const unsaid = own.filter((source) => environmentSaidBy(source) === undefined).map(({ name }) => name);
      reasons.push(
        ...(unsaid.length === 0
          ? []
          : [`nothing names the environment of ${firstOf(unsaid, 3)}: production is assumed`]),
      );
    } else if (isStricter(strictest(said), environment)) {
      reasons.push(
        `${folder} is left out: its name says ${environment}, and its manifests ${strictest(said)}`,
      );
    } else {
      (settings[environment] ??= []).push(folder);
      reasons.push(`${folder} is ${environment}, by its name`);
    }
  }
  // In the order of the environments, whatever the order of the folders.
  return {
    reasons,
    settings: Object.fromEntries(
      environments.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
    ) as ProjectSettings["environments"] & object,
  };
}

/** The deepest folder of a source that is called like an environment, from the top; undefined where none is. */
function folderOf({ name, whole }: Source, top: string): string | undefined {
  const path = resolve(name);
  const folder = whole === undefined && existsSync(path) ? dirname(path) : path;
  const steps = relative(top, folder).split(sep);
  const last = steps.findLastIndex((step) => environmentNamed(step) !== undefined);
  return last === -1 ? undefined : steps.slice(0, last + 1).join("/");
}

/** What counts as production is told by any part of a name; what is less strict must be the whole name. */
function environmentNamed(name: string): Environment | undefined {
  return /(?:^|[-_.])(?:prod|prd|production|live)(?:$|[-_.])/i.test(name)
    ? "production"
    : (parseEnvironment(name) ?? ({ development: "dev", stage: "staging" } as const)[name]);
}

/** The release of mariadb-operator that a delivery of its chart names. */
function releaseIn(object: Value): string | undefined {
  const [chart, version] = [
    [textAt(object, ["spec", "source", "chart"]), textAt(object, ["spec", "source", "targetRevision"])],
    [
      textAt(object, ["spec", "chart", "spec", "chart"]),
      textAt(object, ["spec", "chart", "spec", "version"]),
    ],
  ].find(([name]) => name === "mariadb-operator") ?? [undefined, ""];
  return chart === undefined || releaseOf(version ?? "") === undefined ? undefined : version;
}
