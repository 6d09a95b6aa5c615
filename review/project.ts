import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import {
  environments,
  rules,
  strictest,
  type Engine,
  type Environment,
  type Level,
  type Path,
  type Rule,
} from "../safety";
import { mariadbOperatorVersion } from "../schemas/mariadb";
import { oldestRelease, releaseOf } from "../schemas/releases";
import { topOf } from "./base";
import { notARule, type ReviewConfig } from "./config";
import { ReviewProblem, type Position } from "./diagnostic";
import { parseManifest } from "./manifest";
import { configurationRule } from "./own-rules";
import { readOwnRules, type OwnRule } from "./project-rules";
import {
  engineWords,
  projectSchema,
  wrongIn,
  type ProjectSettings,
  type WrongSetting,
} from "./project-schema";
import { targetOf } from "./target";

/** The name of the file, at the top of the repository. */
export const projectFile = ".mariadb-gitops.yaml";

/** What a repository says about its reviews. */
export interface Project {
  /** The top of the checkout. */
  readonly top: string;
  /** The file as messages name it; undefined where there is none. */
  readonly file: string | undefined;
  readonly settings: ProjectSettings;
  /** The rules of the organisation. */
  readonly rules: readonly OwnRule[];
  /** The place of a key in the file. */
  readonly positionOf: (path: Path) => Position;
}

/** The project of a checkout that says nothing. */
export function noProject(top: string): Project {
  const file = targetOf(join(top, projectFile)).name;
  return { top, file: undefined, settings: {}, rules: [], positionOf: () => ({ file, line: 1, column: 1 }) };
}

/**
 * Reads the file at the top of a checkout.
 *
 * @param top The top of the checkout on disk; for an earlier revision that of a copy.
 * @throws ReviewProblem for what it does not understand, all at once: a misspelt level must not look as if it counted.
 */
export function readProject(top: string): Project {
  const path = join(top, projectFile);
  const none = noProject(top);
  if (!existsSync(path)) {
    return none;
  }
  const file = none.positionOf([]).file;
  const { objects, diagnostics } = parseManifest(readFileSync(path, "utf8"), file);
  const refuse = (problems: readonly (readonly [number, string])[]) =>
    new ReviewProblem(problems.map(([line, message]) => `${file}:${line}: ${message}`).join("\n"));
  if (diagnostics.length > 0 || objects.length > 1) {
    const many: readonly [number, string] = [
      1,
      "the file must hold one document; remove the lines with ---.",
    ];
    throw refuse([
      ...diagnostics.map(({ line, message }) => [line, message] as const),
      ...(objects.length > 1 ? [many] : []),
    ]);
  }
  const [content] = objects;
  const positionOf = content?.positionOf ?? none.positionOf;
  const refuseWrong = (wrong: readonly WrongSetting[]) =>
    refuse(wrong.map(({ path: key, message }) => [positionOf(key).line, message]));
  const shapes = wrongIn(content?.object ?? {}, projectSchema);
  if (shapes.length > 0) {
    throw refuseWrong(shapes);
  }
  const settings = (content?.object ?? {}) as ProjectSettings;
  let own: readonly OwnRule[];
  try {
    own = settings.rules === undefined ? [] : readOwnRules(top, settings.rules);
  } catch (error) {
    throw error instanceof ReviewProblem ? refuse([[positionOf(["rules"]).line, error.message]]) : error;
  }
  const wrong = wrongValues(settings, [...rules, ...own.map(({ rule }) => rule)]);
  if (wrong.length > 0) {
    throw refuseWrong(wrong);
  }
  return { top, file, settings, rules: own, positionOf };
}

/** What the schema cannot say: names of rules and releases. */
function wrongValues(settings: ProjectSettings, all: readonly Rule[]): readonly WrongSetting[] {
  const { operatorVersion, levels = {}, exceptions = [] } = settings;
  const ids = all.map(({ id }) => id);
  return [
    ...(operatorVersion === undefined || releaseOf(operatorVersion) !== undefined
      ? []
      : [{ path: ["operatorVersion"], message: `operatorVersion: ${unknownRelease(operatorVersion)}.` }]),
    ...Object.keys(levels).flatMap((id) =>
      ids.includes(id) ? [] : [{ path: ["levels", id], message: `levels: ${notARule(id, ids)}.` }],
    ),
    ...exceptions.flatMap(({ rule }, index) =>
      [...ids, configurationRule.id].includes(rule)
        ? []
        : [
            {
              path: ["exceptions", index, "rule"],
              message: `exceptions[${index}].rule: ${notARule(rule, ids)}.`,
            },
          ],
    ),
  ];
}

/** Why a release of the operator is not taken. */
export function unknownRelease(word: string): string {
  return `${word} is unknown; use a release from ${oldestRelease} to ${mariadbOperatorVersion}, such as 25.8`;
}

/** The environment that the file says for a path; of several the strictest. */
export function environmentIn({ settings, top }: Project, path: string): Environment | undefined {
  const near = relative(top, resolve(path)).split(sep).join("/");
  const said = environments.filter((environment) =>
    (settings.environments?.[environment] ?? []).some((glob) => matches(glob, near)),
  );
  return said.length === 0 ? undefined : strictest(said);
}

/** Whether a path is the one of a pattern or below it. `*` is a part of one name, `**` any number of folders. */
function matches(glob: string, path: string): boolean {
  const source = glob
    .replace(/^\.?\//, "")
    .replace(/\/+$/, "")
    .split("/")
    .map((name) =>
      name === "**"
        ? "(?:[^/]+/)*"
        : `${name.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replace(/\*+/g, "[^/]*")}/`,
    )
    .join("");
  return new RegExp(`^${source}`).test(`${path}/`);
}

/** The engines that the file names. */
export function enginesIn({ settings: { engine } }: Project): readonly Engine[] | undefined {
  return engine === undefined ? undefined : engineWords[engine];
}

/** The levels, parameters, exceptions and rules of a project, with those of the file of --config before them. */
export function configOf({ settings, rules: own }: Project, named: ReviewConfig): ReviewConfig {
  const { levels = {}, parameters = {}, exceptions = [] } = settings;
  return {
    of: (rule) => ({
      ...parameters,
      ...(Object.hasOwn(levels, rule.id) ? { levels: levels[rule.id] } : {}),
      ...named.of(rule),
    }),
    exceptions: [...named.exceptions, ...exceptions],
    rules: [...named.rules, ...own.map(({ rule }) => rule)],
  };
}

const strength: Readonly<Record<Level, number>> = { disabled: 0, advisory: 1, mandatory: 2 };

/** Whether a level does less than another one. */
export function isWeaker(level: Level, than: Level): boolean {
  return strength[level] < strength[than];
}

/** What every review says of a file that asks less of production than the rules do. */
export function projectNotes(project: Project, paths: readonly string[]): readonly string[] {
  const weak = [...rules, ...project.rules.map(({ rule }) => rule)].flatMap((rule) => {
    const level = project.settings.levels?.[rule.id]?.production;
    return level !== undefined && isWeaker(level, rule.levels.production)
      ? [`${rule.id} is ${level}, by default ${rule.levels.production}`]
      : [];
  });
  return [
    ...(weak.length === 0 ? [] : [`${project.file ?? projectFile} weakens production: ${weak.join("; ")}.`]),
    ...paths.flatMap((path) => ignoredAbove(path, project.top)),
  ];
}

/** A file that is not at the top of the repository does not count, and must not look as if it did. */
function ignoredAbove(path: string, top: string): readonly string[] {
  const ignored: string[] = [];
  for (let folder = resolve(path); folder !== top && dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, projectFile))) {
      const { name } = targetOf(join(folder, projectFile));
      ignored.push(
        `${name} does not count, because it is not at the top of the repository; move its content there.`,
      );
    }
  }
  return ignored;
}

/**
 * The project of what is reviewed.
 *
 * @throws ReviewProblem when the paths are of several repositories and one of them has a file.
 */
export function projectOf(paths: readonly string[]): Project {
  const tops = [...new Set(paths.filter((path) => path !== "-").map(topOf))];
  const [top = topOf(".")] = tops;
  if (tops.length > 1 && tops.some((one) => existsSync(join(one, projectFile)))) {
    throw new ReviewProblem(
      `The paths are of several repositories, ${tops.join(" and ")}, and ${projectFile} counts for its own; review them one at a time.`,
    );
  }
  return readProject(top);
}
