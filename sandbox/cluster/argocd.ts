import { chmod, copyFile, mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

import type { Layout } from "../ground/layout";
import type { Supervisor } from "./supervisor";

export const argocdNamespace = "argocd";

/** Argo CD's binaries, and its script that checks signatures, which the repo server calls by name. */
interface ArgoCdTools {
  argocd: string;
  redis: string;
  kustomize: string;
  gitVerifyWrapper: string;
}

/** Starts Argo CD's cache, repo server and application controller, or finds them running. */
export async function startArgoCd(where: Layout, tools: ArgoCdTools, supervisor: Supervisor): Promise<void> {
  const cache = supervisor.address("redis");
  const env = await environment(where, tools);
  await supervisor.ensure("redis", { command: tools.redis, args: [cache] });
  await supervisor.listening("redis", "redis");
  await supervisor.ensure("argocd-repo-server", {
    command: tools.argocd,
    env: { ...env, ARGOCD_BINARY_NAME: "argocd-repo-server" },
    args: [
      "--address=127.0.0.1",
      `--port=${supervisor.port("repoServer")}`,
      "--metrics-address=127.0.0.1",
      `--metrics-port=${supervisor.port("repoMetrics")}`,
      `--redis=${cache}`,
      // Loopback only. Without the empty CA path the repo server insists on TLS.
      "--disable-tls",
      "--client-ca-path=",
      "--revision-cache-expiration=1s",
    ],
  });
  await supervisor.listening("argocd-repo-server", "repoServer");
  await supervisor.ensure("argocd-controller", {
    command: tools.argocd,
    env: { ...env, ARGOCD_BINARY_NAME: "argocd-application-controller" },
    args: [
      `--namespace=${argocdNamespace}`,
      `--redis=${cache}`,
      `--repo-server=${supervisor.address("repoServer")}`,
      "--repo-server-plaintext",
      `--metrics-port=${supervisor.port("controllerMetrics")}`,
    ],
  });
}

/** The environment of Argo CD's processes: every folder that an image would have, inside the sandbox. */
async function environment(where: Layout, tools: ArgoCdTools): Promise<Record<string, string>> {
  const folder = async (name: string): Promise<string> => {
    const path = join(where.argocd, name);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const bin = await folder("bin");
  // A module cache keeps no executable bits.
  await copyFile(tools.gitVerifyWrapper, join(bin, "git-verify-wrapper.sh"));
  await chmod(join(bin, "git-verify-wrapper.sh"), 0o755);
  return {
    PATH: [bin, dirname(tools.kustomize), process.env.PATH ?? ""].join(delimiter),
    KUBECONFIG: where.kubeconfig,
    // https://kubernetes.default.svc then means the cluster of the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_TLS_DATA_PATH: await folder("tls"),
    ARGOCD_SSH_DATA_PATH: await folder("ssh"),
    ARGOCD_GPG_DATA_PATH: await folder("gpg"),
    ARGOCD_GNUPGHOME: await folder("gnupg"),
    ARGOCD_PLUGINSOCKFILEPATH: await folder("plugins"),
    TMPDIR: await folder("tmp"),
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_RECONCILIATION_TIMEOUT: "5s",
    ARGOCD_RECONCILIATION_JITTER: "0s",
    // The pause between two waves gives controllers time to react; none runs here.
    ARGOCD_SYNC_WAVE_DELAY: "0",
  };
}
