import {
  LocalWorkspace,
  PulumiCommand,
  type InlineProgramArgs,
  type LocalWorkspaceOptions,
  type Stack,
} from "@pulumi/pulumi/automation";

import { separateConnections } from "./connections";
import { report, type Report, type WireEvent } from "./report";
import { prepareWorkspace, type WorkspaceArgs } from "./workspace";

/** The arguments of an operation, besides the stack's own configuration. */
export interface DeployArgs extends WorkspaceArgs {
  /** Folder that holds `bin/pulumi`. */
  pulumiRoot: string;
  /** Environment of the CLI: passphrase, PATH, attached providers. */
  env: Readonly<Record<string, string>>;
  /** Folder of the policy pack that every preview and update must pass. */
  policyPack: string;
  /** JSON file that configures the policy pack. */
  policyPackConfig?: string;
  /** The program to run. @default the project's program */
  program?: () => unknown;
  /** Called with each event while it happens. */
  onEvent?: (event: WireEvent) => void;
  /** Cancels the run. */
  signal?: AbortSignal;
}

type Phase = "preview" | "update" | "destroy";

/** An operation that the engine or a policy stopped, with everything it reported until then. */
export class DeployError extends Error {
  public readonly phase: Phase;
  public readonly report: Report;

  constructor(phase: Phase, result: Report, cause: unknown) {
    super([`The ${phase} was refused:`, ...reasons(result, cause)].join("\n"), { cause });
    this.name = "DeployError";
    this.phase = phase;
    this.report = result;
  }
}

/** Mandatory violations and errors of the engine; without any, the CLI's last errors. */
function reasons({ violations, diagnostics }: Report, cause: unknown): string[] {
  const found = [
    ...violations
      .filter(({ level }) => level === "mandatory")
      .map(({ policy, resource, message }) => `[${policy}] ${resource}: ${message}`),
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
  ];
  const said = String(cause).match(/^error: .*$/gm) ?? [String(cause)];
  // The engine reports an error of the program once for the program and once for the stack.
  return [...new Set(found.length > 0 ? found : said)];
}

export interface RunOptions {
  color: "never";
  onEvent: (event: WireEvent) => void;
  onOutput: (text: string) => void;
  signal?: AbortSignal;
}

/** Runs one operation and folds its events. The operation's own result is not used: it is incomplete. */
export async function runOperation(
  phase: Phase,
  args: DeployArgs,
  operation: (options: RunOptions) => Promise<unknown>,
): Promise<Report> {
  const events: WireEvent[] = [];
  const options: RunOptions = {
    color: "never",
    onEvent: (event) => {
      // The SDK writes whole registrations into debug messages, with secrets in plaintext. They stop here.
      if (event.diagnosticEvent?.severity !== "debug") {
        events.push(event);
        args.onEvent?.(event);
      }
    },
    onOutput: () => undefined,
    ...(args.signal === undefined ? {} : { signal: args.signal }),
  };
  try {
    await operation(options);
  } catch (error) {
    throw new DeployError(phase, report(events), error);
  }
  const result = report(events);
  if (result.changes === undefined) {
    throw new DeployError(
      phase,
      result,
      "the engine's summary did not arrive, so nothing is known about the result",
    );
  }
  return result;
}

/** The stack, created on first use, with the program inline. */
export async function openStack(args: DeployArgs): Promise<Stack> {
  return LocalWorkspace.createOrSelectStack(...(await inline(args)));
}

/**
 * The existing stack.
 *
 * @throws when it does not exist, because there is nothing to destroy
 */
export async function selectStack(args: DeployArgs): Promise<Stack> {
  return LocalWorkspace.selectStack(...(await inline(args)));
}

async function inline(args: DeployArgs): Promise<[InlineProgramArgs, LocalWorkspaceOptions]> {
  separateConnections();
  const projectName = await prepareWorkspace(args);
  return [
    // The Automation API wants a promise of the outputs; a program of a test may be synchronous.
    {
      stackName: args.stack,
      projectName,
      program: () => Promise.resolve((args.program ?? program)()) as never,
    },
    {
      workDir: args.workDir,
      pulumiCommand: await PulumiCommand.get({ root: args.pulumiRoot }),
      envVars: { ...args.env },
    },
  ];
}

/** The project's Pulumi program, loaded when it is first run: it pulls in every provider SDK. */
export function program(connect?: unknown): unknown {
  // index.ts exports a function the CommonJS way, because that is how the Pulumi CLI takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const main = require("../index") as (connect?: unknown) => unknown;
  return main(connect);
}
