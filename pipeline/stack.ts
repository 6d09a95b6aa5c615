import {
  LocalWorkspace,
  PulumiCommand,
  type InlineProgramArgs,
  type LocalWorkspaceOptions,
  type Stack,
} from "@pulumi/pulumi/automation";

import { separateConnections } from "./connections";
import type { DeployArgs } from "./operation";
import { program } from "./program";
import { prepareWorkspace } from "./workspace";

/** The stack, created on first use, with the program inline. */
export async function openStack(args: DeployArgs): Promise<Stack> {
  return LocalWorkspace.createOrSelectStack(...(await inline(args)));
}

/** The stack as it is; one that does not exist is an error, because there is nothing to destroy. */
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
