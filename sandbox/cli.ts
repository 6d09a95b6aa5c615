import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

import { Engine } from "../components/engine/engine";
import { Environment } from "../components/environments";
import { DeployError } from "../pipeline/operation";
import { SettingsError } from "../program/config-reader";
import { layout } from "./ground/layout";
import { Problem } from "./ground/problem";
import { lineProgress } from "./ground/progress";
import { start, status } from "./start";
import { startOnContext } from "./start-on-context";
import { stop } from "./stop";

const usage = `Usage: npm start [-- --stack dev|staging|production] [--engine argocd|flux] [--context NAME]
                 [--config KEY=VALUE]... [--stand-ins]
       npm run status [-- --stack dev|staging|production]
       npm stop [-- --clean]

  --stack    environment to deploy (default dev)
  --engine   engine that pulls Git (default the stack's, argocd)
  --context  deploy to this context of your kubeconfig instead of the local sandbox
  --config   replace one value of the stack's configuration for this run
  --stand-ins
             install nothing from charts in the local sandbox, which starts faster
  --clean    also remove the sandbox's data, state and kubeconfig

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (everything that was started is ended).
Progress goes to stderr, results to stdout.`;

/** A mistake on the command line; the message names it and says what is allowed. */
class UsageError extends Error {}

const options = {
  stack: { type: "string", default: "dev" },
  engine: { type: "string" },
  context: { type: "string" },
  config: { type: "string", multiple: true },
  "stand-ins": { type: "boolean", default: false },
  clean: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Runs one command and returns the lines for stdout. */
async function command(words: string[], signal: AbortSignal): Promise<string[]> {
  const { values, positionals } = parse(words);
  const [name = "start"] = positionals;
  const stacks: readonly string[] = Object.values(Environment);
  if (!stacks.includes(values.stack)) {
    throw new UsageError(`--stack ${values.stack} is unknown; use one of ${stacks.join(", ")}`);
  }
  if (values.help) {
    return [usage];
  }
  const where = layout();
  const plan = {
    stack: values.stack,
    progress: lineProgress(),
    signal,
    standIns: values["stand-ins"],
    config: {
      ...(values.engine === undefined ? {} : { engine: oneOfEngines(values.engine) }),
      ...keysAndValues(values.config ?? []),
    },
  };
  switch (name) {
    case "start":
      return values.context === undefined ? start(where, plan) : startOnContext(where, values.context, plan);
    case "status":
      return status(where, values.stack);
    case "stop":
      return stop(where, values.clean);
    default:
      throw new UsageError(`${name} is not a command; use start, status or stop`);
  }
}

function parse(words: string[]) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOfEngines(engine: string): string {
  const engines: readonly string[] = Object.values(Engine);
  if (!engines.includes(engine)) {
    throw new UsageError(`--engine ${engine} is unknown; use one of ${engines.join(", ")}`);
  }
  return engine;
}

function keysAndValues(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(pair) ?? [];
      if (key === undefined || value === undefined) {
        throw new UsageError(
          `--config ${pair} is not KEY=VALUE; use for example --config namespace=mariadb-dev`,
        );
      }
      return [key, value];
    }),
  );
}

/** The message of a failure; only a bug of this project shows a stack trace. */
function explain(error: unknown, interrupted: boolean): { text: string; code: number } {
  if (interrupted) {
    return { text: "interrupted; everything that this command started has been ended", code: 130 };
  }
  if (error instanceof UsageError) {
    return { text: `${error.message}\n\n${usage}`, code: 2 };
  }
  const expected = error instanceof Problem || error instanceof DeployError || error instanceof SettingsError;
  return { text: expected ? error.message : ((error as Error).stack ?? String(error)), code: 1 };
}

async function main(): Promise<void> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      interruption.abort(new Error(`received ${name}`));
    });
  }
  try {
    const lines = await command(process.argv.slice(2), interruption.signal);
    process.stdout.write(`${lines.join("\n")}\n`);
    process.exitCode = 0;
  } catch (error) {
    const { text, code } = explain(error, interruption.signal.aborted);
    lineProgress().failure(text);
    process.exitCode = code;
  }
  // Open connections of the Kubernetes client and of Pulumi would keep the command alive.
  process.exit();
}

void main();
