import { chmod, writeFile } from "node:fs/promises";

import { stringify } from "yaml";

import { sandboxContext, type Layout } from "./layout";

/** Writes the kubeconfig of the sandbox: its own file, never the user's. */
export async function writeKubeconfig(
  where: Layout,
  server: string,
  certificate: string,
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
  await writeFile(where.kubeconfig, stringify(config), { mode: 0o600 });
  await chmod(where.kubeconfig, 0o600);
}

function toBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
