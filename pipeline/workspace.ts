import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parse, stringify } from "yaml";

/** A stack file as Pulumi writes it; only `config` is ours to change. */
interface StackFile {
  config?: Record<string, unknown>;
  [other: string]: unknown;
}

/** The fields of the project file that are read here. */
interface ProjectFile {
  name: string;
  config?: Record<string, { type?: string }>;
}

/** Where a stack's project and state are, outside the checkout, so that a run never edits a committed file. */
export interface WorkspaceArgs {
  /** Folder with Pulumi.yaml and the committed stack files. */
  projectDir: string;
  /** Folder that gets the copies; the CLI keeps the stack's encryption salt there. */
  workDir: string;
  stack: string;
  /** Configuration that replaces the committed one, keys without the project's prefix; lists and objects as JSON. */
  overrides: Readonly<Record<string, string>>;
  /** State backend, as a URL. */
  backend: string;
}

/**
 * Writes the project and stack file for one run: the committed ones plus the overrides and the backend. What the CLI
 * added to an earlier copy, such as the encryption salt, stays: without it the state's secrets cannot be read again.
 *
 * @returns the name of the project
 */
export async function prepareWorkspace(args: WorkspaceArgs): Promise<string> {
  const { projectDir, workDir, stack, overrides, backend } = args;
  await mkdir(workDir, { recursive: true });
  const project = parse(await readFile(join(projectDir, "Pulumi.yaml"), "utf8")) as ProjectFile;
  // The program runs inline, so the copy names no file to start.
  await writeFile(
    join(workDir, "Pulumi.yaml"),
    stringify({ ...project, main: undefined, backend: { url: backend } }),
  );
  const committed = await readStackFile(join(projectDir, stackFileName(stack)));
  const earlier = await readStackFile(join(workDir, stackFileName(stack)));
  const prefixed = Object.entries(overrides).map(
    ([key, value]) => [`${project.name}:${key}`, structured(value, project.config?.[key]?.type)] as const,
  );
  const config = { ...committed.config, ...Object.fromEntries(prefixed) };
  await writeFile(join(workDir, stackFileName(stack)), stringify({ ...committed, ...earlier, config }));
  return project.name;
}

/**
 * A list or object in the form that the CLI checks. Invalid JSON stays a string, which the CLI refuses with the key's
 * name.
 */
function structured(value: string, type: string | undefined): unknown {
  if (type !== "array" && type !== "object") {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * The committed configuration of a stack, keys without the project's prefix.
 *
 * @param projectDir folder with the stack files
 */
export async function committedConfig(projectDir: string, stack: string): Promise<Record<string, unknown>> {
  const { config = {} } = await readStackFile(join(projectDir, stackFileName(stack)));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(/^[^:]+:/, ""), value]),
  );
}

/** The parsed stack file; a stack without one has no configuration yet. */
async function readStackFile(path: string): Promise<StackFile> {
  try {
    return (parse(await readFile(path, "utf8")) ?? {}) as StackFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return {};
    }
    throw error;
  }
}
