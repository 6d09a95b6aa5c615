import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Endpoint } from "./kubeconfig";
import type { Layout } from "./layout";
import type { Supervisor } from "./supervisor";

/** The users of the sandbox, with their groups. */
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

/** Made once per sandbox; a user that an earlier version did not know gets a token of its own. */
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

/** Where the API server listens, with its certificate. */
export async function endpointOf(where: Layout, { state }: Supervisor): Promise<Endpoint> {
  const certificate = await readFile(certificateOf(where), "utf8");
  return { server: `https://127.0.0.1:${String(state.ports.apiserver)}`, certificate };
}

/** The API server's own certificate, which it signs itself. */
export function certificateOf(where: Layout): string {
  return join(where.apiserver, "apiserver.crt");
}
