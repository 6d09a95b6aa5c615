/**
 * Runs inline programs through the real Pulumi CLI and the stand-in providers, and keeps all that it printed.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";

import { separateConnections } from "../../pipeline/connections";

/** A stack in a file backend of its own. */
export interface TestStack {
  readonly stack: Stack;
  /** What the CLI printed and what the engine's events said since the beginning, debugging left out. */
  said(): string;
  /** Pass to every operation of the stack. */
  readonly listen: {
    readonly color: "never";
    readonly onOutput: (text: string) => void;
    readonly onEvent: (event: EngineEvent) => void;
  };
  /** The state as it lies in the backend, secrets encrypted. */
  state(): string;
  remove(): void;
}

type Outputs = Record<string, unknown> | undefined;

const project = "stand-ins";
const stackName = "test";

/** Creates a stack for the program, which returns the stack's outputs, if any. */
export async function createStack(
  pulumi: string,
  debugProviders: string,
  program: () => unknown,
): Promise<TestStack> {
  separateConnections();
  const directory = mkdtempSync(join(tmpdir(), "mariadb-gitops-stack-"));
  for (const name of ["bin", "home", "state", "work"]) {
    mkdirSync(join(directory, name));
  }
  symlinkSync(pulumi, join(directory, "bin", "pulumi"));
  const envVars = {
    PULUMI_CONFIG_PASSPHRASE: "only for this test",
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    PULUMI_HOME: join(directory, "home"),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // A plugin that is looked for is a stand-in that was passed over.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const stack = await LocalWorkspace.createStack(
    { stackName, projectName: project, program: async () => Promise.resolve(program() as Outputs) },
    {
      workDir: join(directory, "work"),
      envVars,
      pulumiCommand: await PulumiCommand.get({ root: directory }),
    },
  );
  const heard: string[] = [];
  return {
    stack,
    said: () => heard.join("\n"),
    listen: {
      color: "never",
      onOutput: (text) => heard.push(text),
      onEvent: (event) => {
        // The SDK itself writes every resource it registers into debugging messages, secrets in clear.
        if ((event.diagnosticEvent?.severity as string | undefined) !== "debug") {
          heard.push(JSON.stringify(event));
        }
      },
    },
    state: () =>
      readFileSync(join(directory, "state", ".pulumi", "stacks", project, `${stackName}.json`), "utf8"),
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
