import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Where everything of one sandbox lies. Removing the folder removes the sandbox. */
export interface Layout {
  root: string;
  /** What runs, with ports and process ids. */
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

/** The name under which Pulumi's state of the sandbox is kept, beside the states of clusters of the user's. */
export const sandboxState = "sandbox";

/** The folder of the checkout that this file is part of. */
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

/** Creates the folders; only the owner may read them, because keys and tokens lie in them. */
export async function createFolders(where: Layout): Promise<void> {
  for (const folder of [where.root, where.logs, where.apiserver, where.argocd, where.flux, where.pulumi]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}
