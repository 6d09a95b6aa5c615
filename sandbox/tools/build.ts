import { Problem, ProblemCode } from "../ground/problem";
import { gibibyte, requireSpace } from "./disk";
import type { Found } from "./find";
import { familyFolder, goEnv, goProblem, isPackageName, type Go } from "./go";
import { toolFolder, type Host } from "./host";
import { install, installed, WrongBinary } from "./install";
import { run } from "./run";
import { label, type ToolSpec } from "./spec";

/** The share of a cold build's disk that is Go's build cache; the rest is modules. Measured over all tools. */
const buildCacheShare = 0.6;
/** Room for one binary; the largest has 147 MiB. */
const binaryBytes = 0.15 * gibibyte;

/**
 * Checks that the disks have room for cold builds of all the tools. What Go has cached is not known before the build,
 * so this asks for more than a warm build needs.
 *
 * @throws Problem `disk-full`
 */
export async function requireBuildSpace(host: Host, go: Go, tools: readonly ToolSpec[]): Promise<void> {
  const total = tools.reduce((sum, tool) => sum + tool.build.gibibytes, 0) * gibibyte;
  const needs = [
    { directory: go.buildCache, bytes: total * buildCacheShare },
    { directory: go.moduleCache, bytes: total * (1 - buildCacheShare) },
    { directory: host.cache, bytes: tools.length * binaryBytes },
  ];
  await requireSpace(`Building ${tools.map(label).join(", ")}`, needs, host.freeSpace);
}

/**
 * Builds a tool from its pinned Go module into the cache.
 *
 * @throws Problem with the code of the cause (`modules-unreachable`, `disk-full`, `build-failed`, ...), or the signal's
 * reason; nothing half-written stays.
 */
export async function buildTool(host: Host, go: Go, tool: ToolSpec): Promise<Found<"build" | "cache">> {
  const name = label(tool);
  const work = (note: (detail: string) => void): Promise<Found<"build" | "cache">> =>
    install(host, tool, "build", (path) => goBuild(host, go, tool, path, note), note);
  try {
    const step = `building ${name} from its Go module (${tool.build.duration})`;
    return await host.progress.step(step, work, installed(tool, "built"));
  } catch (error) {
    if (!(error instanceof WrongBinary)) {
      throw error;
    }
    throw new Problem(ProblemCode.BuildFailed, {
      what: `${name} was not built`,
      why: error.message,
      remedy: "Run `go clean -cache` and start again; if the error stays, report it with the output above.",
    });
  }
}

async function goBuild(
  host: Host,
  go: Go,
  tool: ToolSpec,
  path: string,
  note: (detail: string) => void,
): Promise<void> {
  let compiled = 0;
  let fetched = 0;
  const onLine = (line: string): void => {
    if (isPackageName(line)) {
      note(`${++compiled} packages compiled`);
    } else if (line.startsWith("go: downloading")) {
      note(`${++fetched} modules downloaded`);
    }
  };
  const result = await run(go.path, buildArguments(tool, path), {
    cwd: familyFolder(tool.build.family),
    env: goEnv(host),
    signal: host.signal,
    onLine,
  });
  if (result.code === 0) {
    return;
  }
  const output = result.code === undefined ? `${result.stderr}\nsignal: killed` : result.stderr;
  throw goProblem(`${label(tool)} was not built`, output, toolFolder(host, tool));
}

/**
 * The arguments of `go build`. -trimpath is left out, because it would not share Go's build cache with the user's own
 * builds; -v names each package as it is compiled, which is the only progress that Go reports.
 */
export function buildArguments(tool: ToolSpec, path: string): string[] {
  const variables = Object.entries(tool.build.variables).flatMap(([name, value]) => [
    "-X",
    `${name}=${value}`,
  ]);
  const ldflags = ["-s", "-w", ...variables].join(" ");
  return [
    "build",
    "-mod=readonly",
    "-buildvcs=false",
    "-v",
    ...(tool.build.tags === undefined ? [] : ["-tags", tool.build.tags.join(",")]),
    "-ldflags",
    ldflags,
    "-o",
    path,
    tool.build.target,
  ];
}
