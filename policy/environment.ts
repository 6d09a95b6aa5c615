import { parseEnvironment, strictest, type Environment } from "../safety";

type Variables = Readonly<Record<string, string | undefined>>;

/** Facts that are known when the pack starts. */
export interface Start {
  /** The environment that the levels begin with. */
  readonly environment: Environment;
  /** The day, as YYYY-MM-DD, by which exceptions expire. */
  readonly today: string;
  /** The names of the stack that the pack was started for. Pulumi does not always say it. */
  readonly stacks: readonly string[];
  /** The environment in the stack's configuration. */
  readonly configured: string | undefined;
}

/** The environment that a stack is held to. */
export interface Assumed {
  readonly environment: Environment;
  /** Why, and how to tell the pack another one, as whole sentences; undefined when somebody said it. */
  readonly because?: string;
}

/**
 * Facts that are known when the pack starts. The Pulumi CLI gives the name of the stack in two variables, its project and its
 * configuration in others, and nothing of it to `pulumi policy analyze`. Components cannot tell the pack: with their
 * inputs changed, the next update of every stack would show each of them as updated.
 *
 * @param variables The environment variables of the process.
 * @param today The day, as YYYY-MM-DD.
 */
export function startOf(variables: Variables, today: string): Start {
  const given = (...names: string[]): string[] =>
    names.map((name) => variables[name] ?? "").filter((value) => value !== "");
  const known = {
    today,
    stacks: given("PULUMI_STACK", "PULUMI_NODEJS_STACK"),
    configured: configuredEnvironment(
      variables.PULUMI_CONFIG,
      given("PULUMI_PROJECT", "PULUMI_NODEJS_PROJECT"),
    ),
  };
  const found = known.stacks.map((stack) => assumed(known, stack).environment);
  // A shell may have left a PULUMI_STACK behind: where the two names differ, the stricter one counts.
  return { ...known, environment: found.length === 0 ? "production" : strictest(found) };
}

/**
 * The environment of a stack: what its name and its configuration say, the stricter where they differ, and production
 * where neither says anything.
 *
 * @param stack Name of the stack, as the URN of a resource has it.
 */
export function assumed({ stacks, configured }: Omit<Start, "environment">, stack: string): Assumed {
  const named = parseEnvironment(stack);
  const set = stacks.includes(stack) ? configured : undefined;
  if (set === undefined) {
    return named === undefined
      ? { environment: "production", because: unsaid(stack, stacks.includes(stack)) }
      : { environment: named };
  }
  const meant = parseEnvironment(set);
  if (meant === undefined) {
    return {
      environment: "production",
      because: `${held} the stack's configuration sets environment to a value that is not ${anyOf}. ${remedy}`,
    };
  }
  const environment = strictest([meant, named ?? meant]);
  return named === undefined || named === meant
    ? { environment }
    : {
        environment,
        because: `The stack is named ${named} and its configuration sets environment to ${meant}: the stricter one counts.`,
      };
}

const anyOf = "dev, staging or production";
const held = "This is judged as production, because";
const remedy =
  "If the stack is not production, run: pulumi config set mariadb-gitops:environment dev (or staging).";

function unsaid(stack: string, started: boolean): string {
  return started
    ? `${held} the stack "${stack}" is not named ${anyOf} and its configuration sets no environment. ${remedy}`
    : `${held} the stack "${stack}" is not named ${anyOf} and Pulumi passes no configuration to the pack here. ` +
        `If the stack is not production, set environment in the policy's configuration.`;
}

/** The key of the pack's own, for a project whose `environment` means something else, and then the program's. */
function configuredEnvironment(config: string | undefined, projects: readonly string[]): string | undefined {
  const values = parse(config);
  return ["mariadb-gitops", ...projects]
    .map((project) => values[`${project}:environment`])
    .find((value): value is string => typeof value === "string" && value !== "");
}

function parse(config: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const values: unknown = JSON.parse(config ?? "{}");
    return typeof values === "object" && values !== null ? { ...values } : {};
  } catch {
    return {};
  }
}
