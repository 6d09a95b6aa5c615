import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";

import type { Program, Recorded } from "./programs";

/** What runs the programs. */
export interface Runner {
  /** Folder for states. */
  folder: string;
  pulumiRoot: string;
  env: Record<string, string>;
}

/** Seconds of each operation, and what the update registered. */
export interface Measured {
  preview: number;
  up: number;
  again: number;
  recorded: Recorded[];
}

const silent = { color: "never", onOutput: () => undefined } as const;

/**
 * Previews a program on an empty state, updates it, and previews it again. Without policies, which cost the same for
 * both.
 */
export async function measure(runner: Runner, program: Program): Promise<Measured> {
  const folder = await mkdtemp(join(runner.folder, "run-"));
  try {
    const stack = await open(runner, folder, program);
    const preview = await seconds(() => stack.preview(silent));
    const up = await seconds(() => stack.up(silent));
    const again = await seconds(() => stack.preview({ ...silent, expectNoChanges: true }));
    const exported = (await stack.exportStack()) as { deployment: { resources: Recorded[] } };
    return { preview, up, again, recorded: exported.deployment.resources };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Previews a program on an empty state, under policy packs if there are some. */
export async function measurePreview(
  runner: Runner,
  program: Program,
  policyPacks: string[] = [],
): Promise<number> {
  const folder = await mkdtemp(join(runner.folder, "run-"));
  try {
    const stack = await open(runner, folder, program);
    return await seconds(() => stack.preview({ ...silent, policyPacks }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function open({ pulumiRoot, env }: Runner, folder: string, program: Program): Promise<Stack> {
  return LocalWorkspace.createStack(
    {
      stackName: "bench",
      projectName: "bench",
      program: () => Promise.resolve(program() as Record<string, unknown> | undefined),
    },
    {
      workDir: folder,
      pulumiCommand: await PulumiCommand.get({ root: pulumiRoot }),
      envVars: { ...env, PULUMI_BACKEND_URL: `file://${folder}` },
    },
  );
}

/** How long an operation takes. */
export async function seconds(operation: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await operation();
  return (performance.now() - begin) / 1000;
}

/** The median, which one slow run does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

/** How much more the second of two times is, in percent. */
export function more(without: number, using: number): string {
  return `${((using / without - 1) * 100).toFixed(0)} %`;
}
