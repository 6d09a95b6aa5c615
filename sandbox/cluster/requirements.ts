import type { Progress } from "../ground/progress";
import { ensureTools, officialPart, shippedFile, shippedFiles, type ToolName } from "../tools";
import type { NodeTools } from "./controllers";
import type { FluxTools } from "./flux";

const crds = "config/crds/bases/external-secrets.io";

/** In the order in which they are built: the quick ones first. */
const sandboxTools = [
  "redis",
  "kustomize",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "pulumi",
  "argocd",
] as const;

/**
 * Paths of everything that the sandbox runs or reads and that is not in this repository. The functions below find,
 * download or build it.
 */
export interface SandboxTools extends Record<(typeof sandboxTools)[number], string> {
  /** Argo CD's script that the repo server calls for every commit. */
  gitVerifyWrapper: string;
  /** CRDs of Argo CD and of External Secrets. */
  crdFiles: string[];
}

export async function requireFluxFiles(progress: Progress, signal: AbortSignal): Promise<string[]> {
  return shippedFiles("flux", { progress, signal });
}

export async function requireFlux(progress: Progress, signal: AbortSignal): Promise<FluxTools> {
  const tools = await pathsOf(["kustomize-controller"], progress, signal);
  return {
    kustomizeController: tools["kustomize-controller"],
    sourceController: await officialPart("source-controller", { progress, signal }),
    files: await requireFluxFiles(progress, signal),
  };
}

export async function requireTools(progress: Progress, signal: AbortSignal): Promise<SandboxTools> {
  const options = { progress, signal };
  return {
    ...(await pathsOf(sandboxTools, progress, signal)),
    gitVerifyWrapper: await shippedFile("argo-cd", "hack/git-verify-wrapper.sh", options),
    crdFiles: [
      await shippedFile("argo-cd", "manifests/crds/application-crd.yaml", options),
      await shippedFile("argo-cd", "manifests/crds/appproject-crd.yaml", options),
      await shippedFile("external-secrets", `${crds}_externalsecrets.yaml`, options),
      await shippedFile("external-secrets", `${crds}_secretstores.yaml`, options),
    ],
  };
}

export async function requireNodes(progress: Progress, signal: AbortSignal): Promise<NodeTools> {
  return {
    ...(await pathsOf(["kube-scheduler", "kwok"], progress, signal)),
    kwokStages: await shippedFiles("kwok", { progress, signal }),
  };
}

async function pathsOf<const Name extends ToolName>(
  names: readonly Name[],
  progress: Progress,
  signal: AbortSignal,
): Promise<Record<Name, string>> {
  const tools = await ensureTools(names, { progress, signal });
  return Object.fromEntries(names.map((name) => [name, tools[name].path])) as Record<Name, string>;
}
