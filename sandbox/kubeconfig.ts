import { chmod, writeFile } from "node:fs/promises";

import { stringify } from "yaml";

import { sandboxContext, type Layout } from "./layout";

/** How to reach the API server. */
export interface Endpoint {
  readonly server: string;
  /** Certificate of the API server, in PEM. */
  readonly certificate: string;
}

/** Writes the kubeconfig of the sandbox: its own file, never the user's. */
export async function writeKubeconfig(where: Layout, endpoint: Endpoint, token: string): Promise<void> {
  await writeKubeconfigTo(where.kubeconfig, endpoint, token);
}

/** Writes a kubeconfig for one user of the sandbox. */
export async function writeKubeconfigTo(
  file: string,
  { server, certificate }: Endpoint,
  token: string,
): Promise<void> {
  const name = sandboxContext;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, "certificate-authority-data": toBase64(certificate) } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeFile(file, stringify(config), { mode: 0o600 });
  await chmod(file, 0o600);
}

function toBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
