import type { OutputMap } from "@pulumi/pulumi/automation";

import { openStack, runOperation, type DeployArgs } from "./operation";
import type { Report } from "./report";

/** The report of an update, and the stack's outputs. */
export interface DeployReport extends Report {
  /** The stack's outputs, without secret ones. */
  outputs: Record<string, unknown>;
}

/**
 * Previews the stack under the policy pack and, if every mandatory policy passed, updates it.
 *
 * The preview comes first because an update checks the policies resource by resource: a violation at the tenth would
 * leave nine applied.
 *
 * @returns the report of the update
 * @throws DeployError when the preview or the update failed; after a failed preview nothing was changed
 */
export async function deploy(args: DeployArgs): Promise<DeployReport> {
  const stack = await openStack(args);
  const policies = policyOptions(args);
  await runOperation("preview", args, (options) => stack.preview({ ...options, ...policies }));
  let outputs: OutputMap = {};
  const result = await runOperation("update", args, async (options) => {
    ({ outputs } = await stack.up({ ...options, ...policies }));
  });
  return { ...result, outputs: plainOutputs(outputs) };
}

function plainOutputs(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([, { secret }]) => !secret)
      .map(([name, { value }]) => [name, value as unknown]),
  );
}

/** Previews the stack under the policy pack and changes nothing. */
export async function preview(args: DeployArgs): Promise<Report> {
  const stack = await openStack(args);
  return runOperation("preview", args, (options) => stack.preview({ ...options, ...policyOptions(args) }));
}

function policyOptions({ policyPack, policyPackConfig }: DeployArgs): {
  policyPacks: string[];
  policyPackConfigs?: string[];
} {
  return {
    policyPacks: [policyPack],
    ...(policyPackConfig === undefined ? {} : { policyPackConfigs: [policyPackConfig] }),
  };
}
