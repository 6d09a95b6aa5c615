import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { environments, parseEnvironment, type Engine } from "../safety";
import { mariadbOperatorVersion } from "../schemas/mariadb";
import { releaseOf } from "../schemas/releases";
import { noConfig, readConfig } from "./config";
import { ReviewProblem, UsageError, errorsIn, type Review } from "./diagnostic";
import { explainRule, listRules } from "./explain";
import { githubReport, gitlabReport, jsonReport, junitReport, summary, textReport } from "./reports";
import { configOf, enginesIn, projectFile, projectOf, unknownRelease } from "./project";
import { engineWords } from "./project-schema";
import { review } from "./review";
import { packageVersion, sarifReport } from "./sarif";

export const usage = `Usage: mariadb-gitops review [PATH...] [--env ENVIRONMENT] [--base REV] [--promoted-from PATH]...
                             [--engine ENGINE] [--operator-version VERSION]
                             [--format FORMAT] [--config FILE] [--preview FILE] [--raw] [--write-baseline]
       mariadb-gitops review --explain RULE | --list
       mariadb-gitops confirm KIND/NAME  confirms a deletion; see confirm --help
       mariadb-gitops --help | --version

  PATH       a folder (everything below it: overlays are rendered with kustomize or kubectl, charts with helm), a file,
             or - for standard input
  --env      dev, staging or production; by default what labels, namespaces or overlays/<env> name, else production
  --engine   argocd, flux, both or none: what applies the manifests; by default what they and the repository around them
             name
  --operator-version
             the release of mariadb-operator whose fields are valid, such as 25.8 (default: ${mariadbOperatorVersion})
  --base     also compare with this Git revision, such as origin/main: what is removed, shrunk or weakened
  --promoted-from
             also compare with what the environment before renders, such as gitops/overlays/staging: images and
             migrations that have not run there
  --preview  what "pulumi preview --json" printed, instead of or besides paths
  --config   levels, parameters and exceptions: the file of "pulumi up --policy-pack-config"
             ${projectFile} at the top of the repository sets these and more; options go before it
  --format   text (default), json, sarif, junit, github or gitlab
  --raw      read the files of kustomizations as they are, unrendered
  --write-baseline
             write the findings of today to a file, so that only new ones fail; later it only removes what is fixed
  --explain  what a rule requires, why, and how to fix it
  --list     all rules

Further commands: mariadb-gitops access --help, who may delete or restore data; mariadb-gitops guard --help, the
deletion guard as YAML.

Exit codes: 0 no error, 1 errors, 2 wrong usage, something that cannot be read, or no program to render with.
The report goes to standard output, notes to standard error. Warnings do not change the exit code.`;

/** The world that the command runs in. */
export interface World {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readStdin: () => string;
  /** Whether standard output is a terminal that wants colour. */
  readonly colour: boolean;
  /** YYYY-MM-DD. */
  readonly today: string;
}

const formats: Readonly<Record<string, (review: Review, colour: boolean) => string>> = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  junit: junitReport,
  github: githubReport,
  gitlab: gitlabReport,
};

const options = {
  env: { type: "string" },
  engine: { type: "string" },
  "operator-version": { type: "string" },
  base: { type: "string" },
  "promoted-from": { type: "string", multiple: true, default: [] },
  preview: { type: "string" },
  config: { type: "string" },
  format: { type: "string", default: "text" },
  raw: { type: "boolean", default: false },
  "write-baseline": { type: "boolean", default: false },
  explain: { type: "string" },
  list: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/**
 * Runs `mariadb-gitops` with the words after its name.
 *
 * @returns the exit code.
 */
export async function runCommand(words: readonly string[], world: World): Promise<number> {
  try {
    const [name, ...rest] = words;
    if (name === undefined) {
      throw new UsageError("a command is missing; use review or confirm");
    }
    if (name === "--help" || name === "-h" || name === "help") {
      world.out(usage);
      return 0;
    }
    if (name === "--version") {
      world.out(packageVersion());
      return 0;
    }
    if (name !== "review") {
      throw new UsageError(`${name} is not a command; use review or confirm`);
    }
    return await reviewCommand(rest, world);
  } catch (error) {
    if (error instanceof UsageError) {
      world.err(`${error.message}\nFor all options, run mariadb-gitops --help`);
    } else if (error instanceof ReviewProblem) {
      world.err(error.message);
    } else {
      // A defect of this project. Nothing was proved, so this must not look like a review that passed.
      world.err((error as Error).stack ?? String(error));
    }
    return 2;
  }
}

async function reviewCommand(words: readonly string[], world: World): Promise<number> {
  const { values, positionals } = parse(words);
  if (values.help || values.list || values.explain !== undefined) {
    world.out(values.help ? usage : values.list ? listRules() : explainRule(values.explain ?? ""));
    return 0;
  }
  const format = formats[values.format];
  if (format === undefined || !Object.hasOwn(formats, values.format)) {
    throw new UsageError(
      `--format ${values.format} is unknown; use one of ${Object.keys(formats).join(", ")}`,
    );
  }
  const environment = parseEnvironment(values.env);
  if (values.env !== undefined && environment === undefined) {
    throw new UsageError(`--env ${values.env} is unknown; use one of ${environments.join(", ")}`);
  }
  const engines = values.engine === undefined ? undefined : enginesNamed(values.engine);
  refuseContradictions(positionals, values);
  const project = projectOf(positionals);
  const result = await review({
    paths: positionals,
    preview: values.preview,
    environment,
    engines: engines ?? enginesIn(project),
    operatorVersion: operatorVersion(values["operator-version"]) ?? project.settings.operatorVersion,
    base: values.base,
    promotedFrom: values["promoted-from"],
    raw: values.raw,
    config: configOf(project, values.config === undefined ? noConfig : readConfig(values.config)),
    project,
    writeBaseline: values["write-baseline"],
    today: world.today,
    readStdin: world.readStdin,
  });
  for (const note of result.notes) {
    world.err(`note: ${note}`);
  }
  world.out(format(result, world.colour));
  if (values.format !== "text" && values.format !== "github") {
    world.err(summary(result));
  }
  return errorsIn(result.diagnostics) > 0 ? 1 : 0;
}

function enginesNamed(word: string): readonly Engine[] {
  const words: Readonly<Record<string, readonly Engine[]>> = engineWords;
  const found = Object.hasOwn(words, word) ? words[word] : undefined;
  if (found === undefined) {
    throw new UsageError(`--engine ${word} is unknown; use one of ${Object.keys(engineWords).join(", ")}`);
  }
  return found;
}

function operatorVersion(word: string | undefined): string | undefined {
  if (word !== undefined && releaseOf(word) === undefined) {
    throw new UsageError(`--operator-version ${unknownRelease(word)}`);
  }
  return word;
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The options that say what to compare with. */
interface Comparisons {
  readonly base?: string;
  readonly preview?: string;
  readonly "promoted-from": readonly string[];
  readonly "write-baseline": boolean;
}

function refuseContradictions(
  paths: readonly string[],
  { base, preview, "promoted-from": promotedFrom, "write-baseline": writes }: Comparisons,
): void {
  if (paths.length === 0 && preview === undefined) {
    throw new UsageError("there is nothing to review; name a folder, a file, - or --preview FILE");
  }
  if (base !== undefined && (paths.length === 0 || paths.includes("-"))) {
    throw new UsageError("--base compares files with their revision in Git; name paths other than -");
  }
  const compared = base !== undefined || preview !== undefined || promotedFrom.length > 0;
  if (writes && (compared || paths.includes("-"))) {
    throw new UsageError(
      "--write-baseline is about the files of today; name paths other than -, without --base, --promoted-from and --preview",
    );
  }
  if (promotedFrom.includes("-") || (promotedFrom.length > 0 && paths.length === 0)) {
    throw new UsageError(
      "--promoted-from compares the manifests of two environments; name paths of the later one, and a folder or file of the earlier one instead of -",
    );
  }
}
