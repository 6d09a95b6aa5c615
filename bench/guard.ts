import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:https";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";

import { KubeConfig } from "@kubernetes/client-node";

import { Environment } from "../components/environments";
import { guardManifests, type GuardManifests } from "../components/guard/manifests";
import { type Cluster, type KubeObject, requireTools, stopAll } from "../sandbox/cluster";
import { layout } from "../sandbox/ground/layout";
import { lineProgress } from "../sandbox/ground/progress";
import { table } from "../review/table";
import { waitFor } from "../sandbox/ground/wait";
import { startSandbox } from "../sandbox/stand-ins";
import { median } from "./measure";

const rounds = 20;
const requests = 10;
const homes = { guarded: "mariadb-production", free: "elsewhere" } as const;

/** Objects that controllers write often; each is written in a guarded namespace and in a free one. */
const kinds: Readonly<Record<string, { path: string; object: (namespace: string) => KubeObject }>> = {
  MariaDB: {
    path: "/apis/k8s.mariadb.com/v1alpha1/namespaces/NAMESPACE/mariadbs/mariadb",
    object: (namespace) => ({
      apiVersion: "k8s.mariadb.com/v1alpha1",
      kind: "MariaDB",
      metadata: protectedMetadata("mariadb", namespace),
      spec: {
        cleanupPolicy: "Skip",
        image: "docker.io/library/mariadb:11.8.9",
        replicas: 3,
        galera: { enabled: true, recovery: { enabled: false } },
        rootPasswordSecretKeyRef: { name: "mariadb-root", key: "password", generate: false },
        storage: {
          size: "500Gi",
          storageClassName: "premium-ssd",
          pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        },
        resources: { requests: { cpu: "4", memory: "16Gi" }, limits: { cpu: "8", memory: "32Gi" } },
        affinity: { antiAffinityEnabled: true },
        podDisruptionBudget: { maxUnavailable: 1 },
        tls: { enabled: true, required: true },
        updateStrategy: { type: "ReplicasFirstPrimaryLast" },
        myCnf: "[mariadb]\nmax_connections=500\ninnodb_buffer_pool_size=12G\n",
      },
    }),
  },
  PersistentVolumeClaim: {
    path: "/api/v1/namespaces/NAMESPACE/persistentvolumeclaims/mariadb",
    object: (namespace) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: protectedMetadata("mariadb", namespace),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
    }),
  },
  Secret: {
    path: "/api/v1/namespaces/NAMESPACE/secrets/mariadb",
    object: (namespace) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: protectedMetadata("mariadb", namespace),
      data: { password: "c2VjcmV0" },
    }),
  },
};

function protectedMetadata(name: string, namespace: string): KubeObject["metadata"] {
  const environment = "mariadb-gitops.dev/environment";
  const labels = { "mariadb-gitops.dev/protected": "true", [environment]: Environment.Production };
  const free = namespace === homes.free;
  return {
    name,
    namespace,
    labels: free ? { [environment]: Environment.Production } : labels,
    annotations: { "argocd.argoproj.io/sync-options": "Prune=false,Delete=false" },
  };
}

/**
 * What the guard adds to an update that it lets pass: the same update of the same object in a guarded namespace and in a
 * free one, in turns, so that both have the same load of the machine. Nothing is stored (`dryRun=All`).
 */
export async function benchGuard(note: (text: string) => void): Promise<string[]> {
  const reach = { environment: Environment.Production, namespaces: [homes.guarded] };
  return withControlPlane(async (server) => {
    await server.prepare();
    const loads: number[] = [];
    const rows = [["KIND", "FREE (ms)", "GUARDED (ms)", "ADDED (ms)", "IN ADMISSION (ms)"]];
    await server.guard(guardManifests(reach, true));
    for (const kind of Object.keys(kinds)) {
      const { free, guarded, added, admission } = await server.compare(kind);
      loads.push(loadavg()[0] ?? 0);
      rows.push([kind, ...[free, guarded, added, admission].map((value) => value.toFixed(2))]);
      note(`${kind}, load ${(loads.at(-1) ?? 0).toFixed(1)}`);
    }
    const load = `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`;
    return [
      ...table(rows),
      `aim: 2 ms added at the median of ${String(rounds * requests)} updates; load of the machine meanwhile: ${load}`,
    ];
  });
}

/** Medians, in milliseconds. */
interface Compared {
  readonly free: number;
  readonly guarded: number;
  readonly added: number;
  /** What the API server measures itself: the mean of the guarded updates less that of the free ones. */
  readonly admission: number;
}

class Server {
  private readonly cluster: Cluster;
  private readonly kubeConfig = new KubeConfig();
  private readonly agent = new Agent({ keepAlive: true, rejectUnauthorized: false });

  constructor(cluster: Cluster, kubeconfig: string) {
    this.cluster = cluster;
    this.kubeConfig.loadFromFile(kubeconfig);
  }

  /** Creates the objects, before any guard. */
  async prepare(): Promise<void> {
    for (const name of Object.values(homes)) {
      await this.cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
      for (const { object } of Object.values(kinds)) {
        await this.cluster.apply(object(name));
      }
    }
  }

  /** Puts a guard in force. */
  async guard(manifests: readonly GuardManifests[]): Promise<void> {
    for (const { policy, bindings } of manifests) {
      for (const object of [policy, ...bindings]) {
        await this.cluster.apply(object);
      }
    }
    for (const { path } of Object.values(kinds)) {
      const refused = async (): Promise<boolean> =>
        (await this.send("DELETE", path.replace("NAMESPACE", homes.guarded))).status === 403;
      await waitFor("the guard to refuse", refused, { seconds: 60 });
    }
  }

  async compare(kind: string): Promise<Compared> {
    const { path = "" } = kinds[kind] ?? {};
    const times: Record<keyof typeof homes, number[]> = { free: [], guarded: [] };
    const inside: Record<keyof typeof homes, number[]> = { free: [], guarded: [] };
    const added: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const medians: number[] = [];
      for (const home of ["free", "guarded"] as const) {
        const before = await this.admission();
        const own: number[] = [];
        for (let index = 0; index < requests; index += 1) {
          own.push(await this.update(path.replace("NAMESPACE", homes[home]), `${round}-${index}`));
        }
        const after = await this.admission();
        times[home].push(...own);
        medians.push(median(own));
        inside[home].push(((after.seconds - before.seconds) * 1000) / (after.count - before.count));
      }
      added.push((medians[1] ?? 0) - (medians[0] ?? 0));
    }
    return {
      free: median(times.free),
      guarded: median(times.guarded),
      added: median(added),
      admission: median(inside.guarded) - median(inside.free),
    };
  }

  private async update(path: string, value: string): Promise<number> {
    const begin = performance.now();
    const { status, text } = await this.send("PATCH", path, { metadata: { annotations: { bench: value } } });
    if (status !== 200) {
      throw new Error(`${path}: ${String(status)} ${text}`);
    }
    return performance.now() - begin;
  }

  /** How long the plugin of the admission policies took for updates so far, and how often it was asked. */
  private async admission(): Promise<{ seconds: number; count: number }> {
    const { text } = await this.send("GET", "/metrics");
    const of = (suffix: string): number =>
      text
        .split("\n")
        .filter(
          (line) =>
            line.startsWith(`apiserver_admission_controller_admission_duration_seconds_${suffix}{`) &&
            line.includes('name="ValidatingAdmissionPolicy"') &&
            line.includes('operation="UPDATE"'),
        )
        .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    return { seconds: of("sum"), count: of("count") };
  }

  private async send(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    const server = new URL(this.kubeConfig.getCurrentCluster()?.server ?? "");
    const { token = "" } = this.kubeConfig.getCurrentUser() ?? {};
    const query = method === "GET" ? "" : "?dryRun=All";
    return new Promise((resolve, reject) => {
      const call = request(
        {
          method,
          host: server.hostname,
          port: server.port,
          path: `${path}${query}`,
          agent: this.agent,
          headers: { authorization: `Bearer ${token}`, "content-type": "application/merge-patch+json" },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
          });
        },
      );
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  end(): void {
    this.agent.destroy();
  }
}

/** A control plane of its own, which ends with the measurements. */
async function withControlPlane<T>(measurements: (server: Server) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mariadb-gitops-bench-"));
  const where = layout(folder);
  const { signal } = new AbortController();
  const progress = lineProgress();
  const { cluster, supervisor } = await startSandbox(
    where,
    await requireTools(progress, signal),
    progress,
    signal,
  );
  const server = new Server(cluster, where.kubeconfig);
  try {
    return await measurements(server);
  } finally {
    server.end();
    await stopAll(where.state, supervisor.state);
    await rm(folder, { recursive: true, force: true });
  }
}
