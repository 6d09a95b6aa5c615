import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

import { toolFolder, type Host } from "./host";
import { run } from "./run";
import { compareVersions, label, outsideRange, type ToolSpec, type VersionRange } from "./spec";

export type FoundSource = "PATH" | "KUBEBUILDER_ASSETS" | "cache";

/** A binary that answered with a version. */
export interface Found<Source extends string = FoundSource> {
  readonly path: string;
  /** The version that it printed, without "v"; the pinned version for tools that cannot be asked. */
  readonly version: string;
  readonly source: Source;
}

/** The tools in envtest's assets. */
const envtest = ["etcd", "kube-apiserver"];

/**
 * Looks for a tool: on PATH, then in KUBEBUILDER_ASSETS, then in the cache. A binary that is too old, too new or does
 * not answer is named in a warning and skipped.
 */
export async function findTool(host: Host, tool: ToolSpec): Promise<Found | undefined> {
  if (tool.probe) {
    for (const path of await onPath(tool.name, host.env)) {
      const found = await acceptable(host, tool, path, "PATH");
      if (found) {
        return found;
      }
    }
    const assets = host.env.KUBEBUILDER_ASSETS;
    if (assets && envtest.includes(tool.name)) {
      const path = join(assets, tool.name);
      if (!(await isExecutable(path))) {
        host.progress.warning(`KUBEBUILDER_ASSETS is set, and ${path} is not a program: skipped`);
      } else {
        const found = await acceptable(host, tool, path, "KUBEBUILDER_ASSETS");
        if (found) {
          return found;
        }
      }
    }
  }
  return findCached(host, tool);
}

/** The cached binary of exactly the pinned version. */
export async function findCached(host: Host, tool: ToolSpec): Promise<Found<"cache"> | undefined> {
  const path = join(toolFolder(host, tool), tool.name);
  if (!(await isExecutable(path))) {
    return undefined;
  }
  const wrong = await whyNotPinned(host, tool, path);
  if (!wrong) {
    return { path, version: tool.version, source: "cache" };
  }
  host.progress.warning(`${path} ${wrong}: it is replaced`);
  return undefined;
}

/** Why a binary does not have the pinned version, as the end of a sentence; undefined when it has. */
export async function whyNotPinned(host: Host, tool: ToolSpec, path: string): Promise<string | undefined> {
  if (!tool.probe) {
    return undefined;
  }
  const answer = await askVersion(host, tool, path);
  if ("problem" in answer) {
    return answer.problem;
  }
  return compareVersions(answer.version, tool.version) === 0
    ? undefined
    : `is ${answer.version}, not ${tool.version}`;
}

/**
 * Every executable of that name on PATH, in order. Relative entries are left out: they depend on the current
 * directory.
 */
export async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const paths = (env.PATH ?? "")
    .split(delimiter)
    .filter((directory) => isAbsolute(directory))
    .map((directory) => join(directory, name));
  const found: string[] = [];
  for (const path of paths) {
    if (await isExecutable(path)) {
      found.push(path);
    }
  }
  return found;
}

async function acceptable<Source extends string>(
  host: Host,
  tool: ToolSpec,
  path: string,
  source: Source,
): Promise<Found<Source> | undefined> {
  if (!tool.probe) {
    return undefined;
  }
  const answer = await askVersion(host, tool, path);
  const reason = "problem" in answer ? answer.problem : whyNotAccepted(answer.version, tool.probe.accepted);
  if (reason === undefined && "version" in answer) {
    return { path, version: answer.version, source };
  }
  host.progress.warning(`${path} ${reason ?? ""}: skipped, ${label(tool)} is looked for elsewhere`);
  return undefined;
}

function whyNotAccepted(version: string, accepted: VersionRange): string | undefined {
  const outside = outsideRange(version, accepted);
  return outside && `is ${version}, ${outside}`;
}

type Answer = { readonly version: string } | { readonly problem: string };

async function askVersion(host: Host, tool: ToolSpec, path: string): Promise<Answer> {
  const { args = [], pattern = /$^/ } = tool.probe ?? {};
  try {
    const result = await run(path, args, {
      // Pulumi would first check for a newer version online.
      env: { ...host.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      signal: host.signal,
      timeout: host.timeouts.version,
    });
    if (result.timedOut) {
      return { problem: `did not tell its version within ${host.timeouts.version / 1000} s` };
    }
    const version = pattern.exec(`${result.stdout}\n${result.stderr}`)?.[1];
    return version
      ? { version }
      : { problem: `does not tell its version (${[tool.name, ...args].join(" ")})` };
  } catch (error) {
    host.signal?.throwIfAborted();
    return { problem: `does not run (${(error as NodeJS.ErrnoException).code ?? String(error)})` };
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
