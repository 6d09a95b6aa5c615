import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";

import { writeKubeconfig } from "./kubeconfig";
import type { Layout } from "./layout";
import type { Supervisor } from "./supervisor";
import { waitFor } from "./wait";

/** The binaries of the control plane. */
export interface ControlPlaneTools {
  etcd: string;
  "kube-apiserver": string;
}

/**
 * Starts etcd and kube-apiserver on the loopback address, or finds them running, and writes the kubeconfig.
 *
 * There is no kubelet and no controller manager: objects are stored, validated, admitted and served as in any
 * cluster, but no pod runs and no namespace finishes terminating.
 */
export async function startControlPlane(
  where: Layout,
  tools: ControlPlaneTools,
  supervisor: Supervisor,
): Promise<void> {
  const { etcd, etcdPeer, apiserver } = supervisor.state.ports as Record<string, number>;
  const store = `http://127.0.0.1:${String(etcd)}`;
  const peer = `http://127.0.0.1:${String(etcdPeer)}`;
  await supervisor.ensure("etcd", {
    command: tools.etcd,
    args: [
      `--data-dir=${where.etcd}`,
      `--listen-client-urls=${store}`,
      `--advertise-client-urls=${store}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      "--log-level=warn",
    ],
  });
  const credentials = await ensureCredentials(where.apiserver);
  await supervisor.ensure("kube-apiserver", {
    command: tools["kube-apiserver"],
    args: [
      `--etcd-servers=${store}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${String(apiserver)}`,
      `--cert-dir=${where.apiserver}`,
      "--authorization-mode=RBAC",
      `--token-auth-file=${credentials.tokenFile}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${credentials.keyFile}`,
      `--service-account-signing-key-file=${credentials.keyFile}`,
      // Nothing here creates the default ServiceAccounts that this plugin waits for.
      "--disable-admission-plugins=ServiceAccount",
      // The address of the API server itself is of no use to pods that never run.
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.0.0.0/24",
    ],
  });
  await ready(where, apiserver ?? 0, credentials.token, supervisor);
}

/** The admin token and the key that signs ServiceAccount tokens; made once per sandbox. */
async function ensureCredentials(
  folder: string,
): Promise<{ token: string; tokenFile: string; keyFile: string }> {
  const tokenFile = join(folder, "tokens.csv");
  const keyFile = join(folder, "service-account.key");
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await writeFile(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  if (!existsSync(tokenFile)) {
    await writeFile(tokenFile, `${randomBytes(24).toString("hex")},admin,admin,system:masters\n`, {
      mode: 0o600,
    });
  }
  const [token = ""] = (await readFile(tokenFile, "utf8")).split(",");
  return { token, tokenFile, keyFile };
}

/** Waits until the API server answers under its own certificate, then writes the kubeconfig. */
async function ready(where: Layout, port: number, token: string, supervisor: Supervisor): Promise<void> {
  const certificateFile = join(where.apiserver, "apiserver.crt");
  await waitFor(
    "kube-apiserver to be ready",
    async () => {
      await supervisor.requireRunning("etcd", "kube-apiserver");
      return (
        existsSync(certificateFile) && (await isReady(port, await readFile(certificateFile, "utf8"), token))
      );
    },
    { seconds: 90, signal: supervisor.signal },
  );
  const certificate = await readFile(certificateFile, "utf8");
  await writeKubeconfig(where, `https://127.0.0.1:${port}`, certificate, token);
}

async function isReady(port: number, certificate: string, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(
      {
        host: "127.0.0.1",
        port,
        path: "/readyz",
        ca: certificate,
        headers: { authorization: `Bearer ${token}` },
        timeout: 2000,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    call.once("error", () => {
      resolve(false);
    });
    call.once("timeout", () => call.destroy());
    call.end();
  });
}
