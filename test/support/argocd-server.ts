import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { choosePorts } from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import type { TestSandbox } from "./sandbox";

/** An API server of Argo CD, as a process on loopback without TLS. */
export interface ArgoCdServer {
  /** Host and port. */
  readonly address: string;
  readonly url: string;
  stop(): void;
}

/** Which Argo CD it is the API server of. */
export interface ArgoCdServerArgs {
  namespace: string;
  /** Arguments of its own, as the chart's values have them. */
  extraArgs?: readonly string[];
  /** Ports of the cache and the repo server; without them whatever needs these fails. */
  redis?: number;
  repoServer?: number;
}

/** Starts Argo CD's API server on the sandbox's control plane, and waits until it answers. */
export async function startArgoCdServer(
  { where, kubeconfig, tools }: TestSandbox,
  { namespace, extraArgs = [], redis = 1, repoServer = 1 }: ArgoCdServerArgs,
): Promise<ArgoCdServer> {
  const folder = (name: string): string => {
    const path = join(where.root, namespace, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const { ports } = await choosePorts(["server", "metrics"], {});
  const address = `127.0.0.1:${String(ports.server)}`;
  const env = {
    ...process.env,
    ARGOCD_BINARY_NAME: "argocd-server",
    KUBECONFIG: kubeconfig,
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_TLS_DATA_PATH: folder("tls"),
    ARGOCD_SSH_DATA_PATH: folder("ssh"),
    ARGOCD_GPG_ENABLED: "false",
  };
  const args = [
    ...[`--namespace=${namespace}`, "--insecure", "--address=127.0.0.1", `--port=${String(ports.server)}`],
    ...["--metrics-address=127.0.0.1", `--metrics-port=${String(ports.metrics)}`],
    ...[`--redis=127.0.0.1:${String(redis)}`, `--repo-server=127.0.0.1:${String(repoServer)}`],
    ...["--repo-server-plaintext", ...extraArgs],
  ];
  const server = spawn(tools.argocd, args, { env, cwd: folder("work"), stdio: ["ignore", "pipe", "pipe"] });
  const said = listen(server);
  const url = `http://${address}`;
  const { signal } = new AbortController();
  await waitFor(
    "Argo CD's API server to answer",
    async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.status === 200,
    { seconds: 60, signal },
  ).catch((error: unknown) => {
    server.kill("SIGKILL");
    throw new Error(`${String(error)} It said: ${said().slice(-2000)}`);
  });
  return { address, url, stop: () => server.kill("SIGKILL") };
}

function listen({ stdout, stderr }: ChildProcess): () => string {
  let output = "";
  for (const stream of [stdout, stderr]) {
    stream?.on("data", (data: Buffer) => (output += data.toString()));
  }
  return () => output;
}
