import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

/** The files and folders of one sandbox. Removing the root removes the sandbox. */
export interface Layout {
  root: string;
  /** The running processes, with their ids and ports. */
  state: string;
  kubeconfig: string;
  logs: string;
  etcd: string;
  apiserver: string;
  /** The bare repository that the engine pulls from. */
  repository: string;
  argocd: string;
  flux: string;
  pulumi: string;
}

/** The name of the sandbox's context in its kubeconfig. */
export const sandboxContext = "mariadb-gitops-sandbox";

/** The name of the sandbox's Pulumi state, beside the states of your clusters. */
export const sandboxState = "sandbox";

export const projectDir = resolve(__dirname, "../..");

/** The layout of the sandbox in a folder; `MARIADB_GITOPS_SANDBOX` moves it elsewhere. */
export function layout(root = process.env.MARIADB_GITOPS_SANDBOX ?? join(projectDir, ".sandbox")): Layout {
  const at = (name: string): string => join(resolve(root), name);
  return {
    root: resolve(root),
    state: at("state.json"),
    kubeconfig: at("kubeconfig"),
    logs: at("logs"),
    etcd: at("etcd"),
    apiserver: at("apiserver"),
    repository: at("repository.git"),
    argocd: at("argocd"),
    flux: at("flux"),
    pulumi: at("pulumi"),
  };
}

/** Creates the folders. Only the owner may read them: they hold keys and tokens. */
export async function createFolders(where: Layout): Promise<void> {
  for (const folder of [where.root, where.logs, where.apiserver, where.argocd, where.flux, where.pulumi]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}
