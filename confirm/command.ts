import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

import { Confirmation, longestConfirmation } from "../safety/confirmation";
import { goDurationSeconds } from "../safety/duration";
import type { ClusterApi, Where } from "./cluster";
import { confirmObject, findObject, type Found, type Wanted } from "./confirm";
import { ConfirmProblem, ConfirmUsage } from "./problem";

export const confirmUsage = `Usage: mariadb-gitops confirm KIND/NAME [--namespace NAMESPACE] [--for DURATION] [--weakening] [--yes]
                              [--context CONTEXT] [--kubeconfig FILE]

Confirms the deletion of one protected object, or with --weakening the updates that weaken its protection.

  KIND         any name that kubectl knows: mariadb, MariaDB, mariadbs.k8s.mariadb.com
  --namespace  by default the namespace of the context
  --for        how long it counts, such as 20m; 30m by default, 1h at most
  --yes        do not ask for the name to be typed

Exit codes: 0 confirmed, 1 not confirmed, 2 wrong usage. What is confirmed goes to standard output, the rest to standard
error.`;

/** The world that the command runs in. */
export interface ConfirmWorld {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Asks the person at the terminal; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly connect: (where: Where) => Promise<ClusterApi>;
}

const options = {
  namespace: { type: "string", short: "n" },
  for: { type: "string", default: "30m" },
  weakening: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  context: { type: "string" },
  kubeconfig: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/**
 * Runs `mariadb-gitops confirm` with the words after it.
 *
 * @returns the exit code
 */
export async function confirmCommand(words: readonly string[], world: ConfirmWorld): Promise<number> {
  try {
    const { values, positionals } = parse(words);
    if (values.help) {
      world.out(confirmUsage);
      return 0;
    }
    const wanted = wantedBy(positionals, values);
    const { context, kubeconfig } = values;
    const where = {
      ...(context === undefined ? {} : { context }),
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
    };
    const api = await world.connect(where);
    const found = await findObject(api, wanted);
    world.err(describe(found, wanted, api.server));
    if (!values.yes) {
      await requireName(found.name, world);
    }
    const until = await confirmObject(api, found, wanted);
    world.out(`confirmed until ${until.toISOString().replace(/\.\d+Z$/, "Z")}`);
    world.err(
      `Where the guard asks for a second person, as in production, another person than ${found.user} must use it.`,
    );
    return 0;
  } catch (error) {
    if (error instanceof ConfirmUsage) {
      world.err(`${error.message}\n\n${confirmUsage}`);
      return 2;
    }
    // What is no problem of ours is a connection that failed or a defect; either way nothing was confirmed.
    world.err(error instanceof ConfirmProblem ? error.message : `Not confirmed: ${reasonOf(error)}`);
    return 1;
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new ConfirmUsage((error as Error).message);
  }
}

function wantedBy(
  positionals: readonly string[],
  values: { namespace?: string; for: string; weakening: boolean },
): Wanted {
  const [object = "", ...more] = positionals;
  const [, kind, name] = /^([^/]+)\/([^/]+)$/.exec(object) ?? [];
  if (kind === undefined || name === undefined || more.length > 0) {
    throw new ConfirmUsage("name one object as KIND/NAME, such as database/app");
  }
  const seconds = goDurationSeconds(values.for);
  if (seconds === undefined || seconds <= 0) {
    throw new ConfirmUsage(`--for ${values.for} is not a duration; use a number with its unit, such as 20m`);
  }
  if (seconds > longestConfirmation) {
    throw new ConfirmUsage(`--for ${values.for} is too long; a confirmation counts for 1h at most`);
  }
  const confirmation = values.weakening ? Confirmation.Weakening : Confirmation.Deletion;
  return { kind, name, namespace: values.namespace, confirmation, seconds };
}

function describe(
  { served, name, namespace, uid, created, consequences, user, now }: Found,
  { confirmation }: Wanted,
  server: string,
): string {
  const days = Math.floor((now.getTime() - created.getTime()) / 86_400_000);
  const age = days < 2 ? `since ${created.toISOString()}` : `for ${days} days`;
  return [
    `You confirm the ${confirmation} of ${served.kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`,
    `  cluster  ${server}`,
    `  uid      ${uid}, there ${age}`,
    `  you are  ${user}`,
    ...consequences.map((consequence) => `  ${consequence}`),
  ].join("\n");
}

async function requireName(name: string, { ask }: ConfirmWorld): Promise<void> {
  if (ask === undefined) {
    throw new ConfirmProblem("There is no terminal to ask at; add --yes if you mean it.");
  }
  const typed = await ask(`Type ${name} to confirm: `);
  if (typed.trim() !== name) {
    throw new ConfirmProblem(`That is not ${name}; nothing was confirmed.`);
  }
}

/** The message of an error, with that of what caused it: "fetch failed" alone says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}
