import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { projectDir, type Layout } from "../ground/layout";
import type { Official } from "../tools";
import { repositoryUrl } from "./git-server";
import { running, type Supervisor } from "./supervisor";

export interface FluxTools {
  kustomizeController: string;
  /** Flux publishes it as an image only; where it is missing, the source stand-in takes its place. */
  sourceController: Official;
  files: readonly string[];
}

/**
 * The flags that the components' FluxInstance starts the controllers with: a Kustomization stays in its own
 * namespace.
 */
const lockdown = [
  "--no-cross-namespace-refs=true",
  "--no-remote-bases=true",
  "--default-service-account=default",
  "--feature-gates=CancelHealthCheckOnNewRevision=true",
];

/**
 * Starts kustomize-controller and what it takes the sources from, or finds them running.
 *
 * @param eventsAddress where kustomize-controller sends its events, as to a notification-controller; nowhere by
 * default
 */
export async function startFlux(
  where: Layout,
  tools: FluxTools,
  supervisor: Supervisor,
  eventsAddress = "",
): Promise<void> {
  await supervisor.ensure("operator-stand-in", ourCommand("stand-ins/operator-stand-in", [where.kubeconfig]));
  // Both would write the same status.
  const hasStandIn = (await running(supervisor.state)).includes("source-stand-in");
  await ("path" in tools.sourceController && !hasStandIn
    ? startSourceController(where, tools.sourceController.path, supervisor)
    : startSourceStandIn(where, supervisor));
  await supervisor.ensure("kustomize-controller", {
    command: tools.kustomizeController,
    env: await environment(where, "kustomize-controller"),
    args: [
      ...lockdown,
      `--events-addr=${eventsAddress}`,
      `--metrics-addr=${supervisor.address("kustomizeMetrics")}`,
      `--health-addr=${supervisor.address("kustomizeHealth")}`,
      "--requeue-dependency=5s",
    ],
  });
  await supervisor.listening("kustomize-controller", "kustomizeHealth");
}

/** The URL of the sandbox's repository in GitRepositories. */
export function fluxRepositoryUrl(supervisor: Supervisor): string {
  return repositoryUrl(supervisor.port("git"));
}

async function startSourceController(where: Layout, command: string, supervisor: Supervisor): Promise<void> {
  const git = [where.repository, String(supervisor.port("git"))];
  await supervisor.ensure("git-server", ourCommand("cluster/git-server", git));
  await supervisor.listening("git-server", "git");
  const storage = supervisor.address("sourceStorage");
  await supervisor.ensure("source-controller", {
    command,
    env: await environment(where, "source-controller"),
    args: [
      `--storage-path=${await folder(where, "storage")}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
      "--events-addr=",
      `--metrics-addr=${supervisor.address("sourceMetrics")}`,
      `--health-addr=${supervisor.address("sourceHealth")}`,
    ],
  });
  await supervisor.listening("source-controller", "sourceHealth");
}

async function startSourceStandIn(where: Layout, supervisor: Supervisor): Promise<void> {
  const url = fluxRepositoryUrl(supervisor);
  const archives = await folder(where, "archives");
  const args = [where.kubeconfig, where.repository, url, archives, String(supervisor.port("sourceStorage"))];
  await supervisor.ensure("source-stand-in", ourCommand("stand-ins/source-stand-in", args));
  await supervisor.listening("source-stand-in", "sourceStorage");
}

/** The environment of a controller: the cluster it acts on, and a folder for what it unpacks. */
async function environment(where: Layout, name: string): Promise<Record<string, string>> {
  return {
    KUBECONFIG: where.kubeconfig,
    RUNTIME_NAMESPACE: "flux-system",
    TMPDIR: await folder(where, `${name}-tmp`),
  };
}

async function folder(where: Layout, name: string): Promise<string> {
  const path = join(where.flux, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** One of the sandbox's own commands, as a process of its own: it outlives `npm start`. */
function ourCommand(file: string, args: string[]) {
  return {
    command: process.execPath,
    args: [
      "--require",
      require.resolve("ts-node/register/transpile-only"),
      join(projectDir, "sandbox", `${file}.ts`),
      ...args,
    ],
    env: { TS_NODE_PROJECT: join(projectDir, "tsconfig.json") },
  };
}
