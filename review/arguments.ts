import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { environments, parseEnvironment, type Engine } from "../safety";
import { mariadbOperatorVersion } from "../schemas/mariadb";
import { releaseOf } from "../schemas/releases";
import { noConfig, readConfig } from "./config";
import { UsageError } from "./diagnostic";
import type { Plan } from "./inputs";
import { configOf, enginesIn, projectFile, projectOf, unknownRelease } from "./project";
import { engineWords } from "./project-schema";

export const usage = `Usage: mariadb-gitops review [PATH...] [--env ENVIRONMENT] [--base REV] [--promoted-from PATH]...
                             [--engine ENGINE] [--operator-version VERSION]
                             [--format FORMAT] [--config FILE] [--preview FILE] [--raw] [--write-baseline]
       mariadb-gitops review [PATH...] --init
       mariadb-gitops review PATH... --fix [--yes]
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
  --init     write ${projectFile} from what the paths hold (default: .), and say what was decided
  --fix      show what takes findings with one exact fix away, and write it after a yes, or with --yes
  --write-baseline
             write the findings of today to a file, so that only new ones fail; later it only removes what is fixed
  --explain  what a rule requires, why, and how to fix it
  --list     all rules

Further commands: mariadb-gitops access --help, who may delete or restore data; mariadb-gitops guard --help, the
deletion guard as YAML.

Exit codes: 0 no error, 1 errors, 2 wrong usage, something that cannot be read, or no program to render with.
The report goes to standard output, notes to standard error. Warnings do not change the exit code.`;

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
  init: { type: "boolean", default: false },
  fix: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  explain: { type: "string" },
  list: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/** The words after `review`. */
export type Arguments = ReturnType<typeof parseArguments>;

/**
 * Takes the words after `review` apart.
 *
 * @throws UsageError for an option that there is not.
 */
export function parseArguments(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * What the words ask for.
 *
 * @throws UsageError for words that contradict each other, and ReviewProblem for a file of settings that cannot be read.
 */
export function planOf({ values, positionals }: Arguments, world: Pick<Plan, "today" | "readStdin">): Plan {
  const environment = parseEnvironment(values.env);
  if (values.env !== undefined && environment === undefined) {
    throw new UsageError(`--env ${values.env} is unknown; use one of ${environments.join(", ")}`);
  }
  const engines = values.engine === undefined ? undefined : enginesNamed(values.engine);
  const release = operatorVersion(values["operator-version"]);
  const paths = values.init && positionals.length === 0 ? ["."] : positionals;
  refuseContradictions(paths, values);
  const project = projectOf(paths);
  return {
    paths,
    preview: values.preview,
    environment,
    engines: engines ?? enginesIn(project),
    operatorVersion: release ?? project.settings.operatorVersion,
    base: values.base,
    promotedFrom: values["promoted-from"],
    raw: values.raw,
    config: configOf(project, values.config === undefined ? noConfig : readConfig(values.config)),
    project,
    writeBaseline: values["write-baseline"],
    today: world.today,
    readStdin: world.readStdin,
  };
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

/** The options that say what to compare with. */
interface Comparisons {
  readonly base?: string;
  readonly preview?: string;
  readonly "promoted-from": readonly string[];
  readonly "write-baseline": boolean;
  readonly init: boolean;
  readonly fix: boolean;
  readonly yes: boolean;
}

function refuseContradictions(
  paths: readonly string[],
  { base, preview, "promoted-from": promotedFrom, "write-baseline": baseline, init, fix, yes }: Comparisons,
): void {
  if (paths.length === 0 && preview === undefined) {
    throw new UsageError("there is nothing to review; name a folder, a file, - or --preview FILE");
  }
  if (base !== undefined && (paths.length === 0 || paths.includes("-"))) {
    throw new UsageError("--base compares files with their revision in Git; name paths other than -");
  }
  const compared = base !== undefined || preview !== undefined || promotedFrom.length > 0;
  if (yes && !fix) {
    throw new UsageError("--yes answers the question of --fix; name both, or neither");
  }
  const writes = [
    ...(init ? ["--init"] : []),
    ...(baseline ? ["--write-baseline"] : []),
    ...(fix ? ["--fix"] : []),
  ];
  if (writes.length > 1) {
    throw new UsageError(`${writes.join(" and ")} write different files; run one after the other`);
  }
  if (writes.length > 0 && (compared || paths.includes("-"))) {
    throw new UsageError(
      `${writes.join(" and ")} is about the files of today; name paths other than -, without --base, --promoted-from and --preview`,
    );
  }
  if (promotedFrom.includes("-") || (promotedFrom.length > 0 && paths.length === 0)) {
    throw new UsageError(
      "--promoted-from compares the manifests of two environments; name paths of the later one, and a folder or file of the earlier one instead of -",
    );
  }
}
