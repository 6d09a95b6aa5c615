import { parseArguments, planOf, usage } from "./arguments";
import { ReviewProblem, UsageError, errorsIn, type Review } from "./diagnostic";
import { explainRule, listRules } from "./explain";
import { fixed } from "./fix";
import { writeProject } from "./init";
import { githubReport, gitlabReport, jsonReport, junitReport, summary, textReport } from "./reports";
import { review } from "./review";
import { packageVersion, sarifReport } from "./sarif";

/** The world that the command runs in. */
export interface World {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readStdin: () => string;
  /** Whether standard output is a terminal that wants colour. */
  readonly colour: boolean;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
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
  const given = parseArguments(words);
  const { values } = given;
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
  const plan = planOf(given, world);
  if (values.init) {
    world.out(await writeProject(plan));
    return 0;
  }
  const first = await review(plan);
  const result = values.fix ? await fixed(plan, first, { ...world, yes: values.yes }) : first;
  for (const note of result.notes) {
    world.err(`note: ${note}`);
  }
  world.out(format(result, world.colour));
  if (values.format !== "text" && values.format !== "github") {
    world.err(summary(result));
  }
  return errorsIn(result.diagnostics) > 0 ? 1 : 0;
}
