import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";

import type { WireEvent } from "./events";
import { program } from "./program";
import { report, type Report } from "./report";
import { prepareWorkspace, type WorkspaceArgs } from "./workspace";

/** What a deployment needs besides the stack's own configuration. */
export interface DeployArgs extends WorkspaceArgs {
  /** Folder that holds `bin/pulumi`. */
  pulumiRoot: string;
  /** Environment of the CLI: passphrase, PATH, attached providers. */
  env: Readonly<Record<string, string>>;
  /** Folder of the policy pack that every preview and update must pass. */
  policyPack: string;
  /** JSON file that configures the policy pack. */
  policyPackConfig?: string;
  /** The program to run; the project's own unless a test brings another. */
  program?: () => unknown;
  /** Called with each event while it happens. */
  onEvent?: (event: WireEvent) => void;
  /** Cancels the run. */
  signal?: AbortSignal;
}

/** A preview or update that the engine or a policy stopped, with everything it reported until then. */
export class DeployError extends Error {
  public readonly phase: "preview" | "update";
  public readonly report: Report;

  constructor(phase: "preview" | "update", result: Report, cause: unknown) {
    super([`The ${phase} was refused:`, ...reasons(result, cause)].join("\n"), { cause });
    this.name = "DeployError";
    this.phase = phase;
    this.report = result;
  }
}

/** Violations that block, then errors of the engine; failing both, what the CLI said last. */
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

/**
 * Previews the stack under the policy pack and, when every mandatory policy passed, updates it.
 *
 * The preview comes first because an update meets the policies resource by resource: a violation at the tenth would
 * leave nine applied.
 *
 * @returns the report of the update
 * @throws DeployError when the preview or the update failed; after a failed preview nothing was changed
 */
export async function deploy(args: DeployArgs): Promise<Report> {
  const stack = await openStack(args);
  await run("preview", args, (options) => stack.preview(options));
  return run("update", args, (options) => stack.up(options));
}

/** Previews the stack under the policy pack and changes nothing. */
export async function preview(args: DeployArgs): Promise<Report> {
  const stack = await openStack(args);
  return run("preview", args, (options) => stack.preview(options));
}

/** The stack, created on first use, with the program inline. */
async function openStack(args: DeployArgs): Promise<Stack> {
  const projectName = await prepareWorkspace(args);
  return LocalWorkspace.createOrSelectStack(
    // The Automation API wants a promise of the outputs; the program itself is synchronous, as for `pulumi up`.
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
  );
}

/** The options that preview and update share. */
interface RunOptions {
  policyPacks: string[];
  policyPackConfigs?: string[];
  color: "never";
  onEvent: (event: WireEvent) => void;
  onOutput: (text: string) => void;
  signal?: AbortSignal;
}

/** Runs one operation and folds its events; they are kept apart from the operation's own, incomplete, result. */
async function run(
  phase: "preview" | "update",
  args: DeployArgs,
  operation: (options: RunOptions) => Promise<unknown>,
): Promise<Report> {
  const events: WireEvent[] = [];
  const options: RunOptions = {
    policyPacks: [args.policyPack],
    color: "never",
    onEvent: (event) => {
      // The SDK writes whole registrations into debug messages, secrets in clear. They go no further than this.
      if (event.diagnosticEvent?.severity !== "debug") {
        events.push(event);
        args.onEvent?.(event);
      }
    },
    onOutput: () => undefined,
  };
  if (args.policyPackConfig !== undefined) {
    options.policyPackConfigs = [args.policyPackConfig];
  }
  if (args.signal !== undefined) {
    options.signal = args.signal;
  }
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
