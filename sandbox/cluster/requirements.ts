import type { NodeTools } from "./controllers";
import type { FluxTools } from "./flux";
import type { Progress } from "../ground/progress";
import { ensureTools, officialPart, shippedFile, shippedFiles } from "../tools";

/**
 * Paths of everything that the sandbox runs or reads and that is not in this repository. The functions below find,
 * download or build it.
 */
export interface SandboxTools {
  etcd: string;
  "kube-apiserver": string;
  "kube-controller-manager": string;
  argocd: string;
  redis: string;
  kustomize: string;
  pulumi: string;
  /** Argo CD's script that the repo server calls for every commit. */
  gitVerifyWrapper: string;
  /** CRDs of Argo CD and of External Secrets. */
  crdFiles: string[];
}

export async function requireFluxFiles(progress: Progress, signal: AbortSignal): Promise<string[]> {
  return shippedFiles("flux", { progress, signal });
}

export async function requireFlux(progress: Progress, signal: AbortSignal): Promise<FluxTools> {
  const options = { progress, signal };
  const { "kustomize-controller": controller } = await ensureTools(["kustomize-controller"], options);
  return {
    kustomizeController: controller.path,
    sourceController: await officialPart("source-controller", options),
    files: await requireFluxFiles(progress, signal),
  };
}

export async function requireTools(progress: Progress, signal: AbortSignal): Promise<SandboxTools> {
  const options = { progress, signal };
  const names = [
    "redis",
    "kustomize",
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "pulumi",
    "argocd",
  ] as const;
  const tools = await ensureTools(names, options);
  return {
    etcd: tools.etcd.path,
    "kube-apiserver": tools["kube-apiserver"].path,
    "kube-controller-manager": tools["kube-controller-manager"].path,
    argocd: tools.argocd.path,
    redis: tools.redis.path,
    kustomize: tools.kustomize.path,
    pulumi: tools.pulumi.path,
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
  const options = { progress, signal };
  const tools = await ensureTools(["kube-scheduler", "kwok"], options);
  return {
    "kube-scheduler": tools["kube-scheduler"].path,
    kwok: tools.kwok.path,
    kwokStages: await shippedFiles("kwok", options),
  };
}

const crds = "config/crds/bases/external-secrets.io";
