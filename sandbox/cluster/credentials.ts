import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { stringify } from "yaml";

import { sandboxContext, type Layout } from "../ground/layout";
import type { Supervisor } from "./supervisor";

export interface Endpoint {
  readonly server: string;
  readonly certificate: string;
}

/** Writes the kubeconfig of the sandbox: its own file, never the user's. */
export async function writeKubeconfig(where: Layout, endpoint: Endpoint, token: string): Promise<void> {
  await writeKubeconfigTo(where.kubeconfig, endpoint, token);
}

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

const users = {
  admin: "system:masters",
  "system:kube-controller-manager": "",
  "system:kube-scheduler": "",
} as const;

/** The users' tokens, and the key that signs ServiceAccount tokens. */
export interface Credentials {
  tokens: Record<keyof typeof users, string>;
  tokenFile: string;
  keyFile: string;
}

/** Reads the tokens and the key, or creates them; a user that an earlier version did not know gets a new token. */
export async function ensureCredentials(folder: string): Promise<Credentials> {
  const tokenFile = join(folder, "tokens.csv");
  const keyFile = join(folder, "service-account.key");
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await writeFile(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  const lines = existsSync(tokenFile) ? (await readFile(tokenFile, "utf8")).trim().split("\n") : [];
  const known = new Map(lines.map((line) => line.split(",")).map(([token = "", user = ""]) => [user, token]));
  const tokens = Object.fromEntries(
    Object.keys(users).map((user) => [user, known.get(user) ?? randomBytes(24).toString("hex")]),
  ) as Credentials["tokens"];
  const table = Object.entries(users).map(
    ([user, group]) => `${tokens[user as keyof typeof users]},${user},${user}${group && `,${group}`}`,
  );
  await writeFile(tokenFile, `${table.join("\n")}\n`, { mode: 0o600 });
  return { tokens, tokenFile, keyFile };
}

export async function endpointOf(where: Layout, supervisor: Supervisor): Promise<Endpoint> {
  const certificate = await readFile(certificateOf(where), "utf8");
  return { server: `https://${supervisor.address("apiserver")}`, certificate };
}

/** The API server's certificate, which is self-signed. */
export function certificateOf(where: Layout): string {
  return join(where.apiserver, "apiserver.crt");
}
