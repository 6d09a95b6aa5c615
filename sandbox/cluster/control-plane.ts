import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { request } from "node:https";

import type { Layout } from "../ground/layout";
import { waitFor } from "../ground/wait";
import { startControllerManager } from "./controllers";
import { certificateOf, endpointOf, ensureCredentials, writeKubeconfig, type Endpoint } from "./credentials";
import type { Supervisor } from "./supervisor";

export interface ControlPlaneTools {
  etcd: string;
  "kube-apiserver": string;
  "kube-controller-manager": string;
}

/**
 * Starts etcd, kube-apiserver and kube-controller-manager on the loopback address, or finds them running, and writes
 * the kubeconfig.
 *
 * There is no kubelet: objects are stored, validated, admitted, garbage-collected and served as in any cluster, and
 * namespaces terminate, but no pod runs until `startNodes` adds nodes.
 *
 * @param apiserverArgs further flags of kube-apiserver
 */
export async function startControlPlane(
  where: Layout,
  tools: ControlPlaneTools,
  supervisor: Supervisor,
  apiserverArgs: readonly string[] = [],
): Promise<void> {
  const store = `http://${supervisor.address("etcd")}`;
  const peer = `http://${supervisor.address("etcdPeer")}`;
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
      `--secure-port=${supervisor.port("apiserver")}`,
      `--cert-dir=${where.apiserver}`,
      "--authorization-mode=RBAC",
      `--token-auth-file=${credentials.tokenFile}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${credentials.keyFile}`,
      `--service-account-signing-key-file=${credentials.keyFile}`,
      // No pod runs that would need the endpoint of the API server.
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.0.0.0/24",
      ...apiserverArgs,
    ],
  });
  const endpoint = await ready(supervisor.port("apiserver"), where, credentials.tokens.admin, supervisor);
  await writeKubeconfig(where, endpoint, credentials.tokens.admin);
  await startControllerManager(where, tools["kube-controller-manager"], supervisor);
}

async function ready(port: number, where: Layout, token: string, supervisor: Supervisor): Promise<Endpoint> {
  const certificateFile = certificateOf(where);
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
  return endpointOf(where, supervisor);
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
