import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Layout } from "../ground/layout";
import { Cluster, type KubeObject } from "./cluster";
import { certificateOf, endpointOf, ensureCredentials, writeKubeconfigTo } from "./credentials";
import { isRunning } from "./process";
import type { Supervisor } from "./supervisor";

/** The arguments under which a part of the control plane runs as its own user, on the loopback address. */
async function asUser(
  part: "kube-controller-manager" | "kube-scheduler",
  where: Layout,
  supervisor: Supervisor,
): Promise<string[]> {
  const { tokens } = await ensureCredentials(where.apiserver);
  const kubeconfig = join(where.apiserver, `${part}.kubeconfig`);
  await writeKubeconfigTo(kubeconfig, await endpointOf(where, supervisor), tokens[`system:${part}`]);
  return [
    `--kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--cert-dir=${join(where.apiserver, part)}`,
  ];
}

/** The Lease by which the controller manager is elected. The deletion guard reads the time in it. */
const election = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { name: "kube-controller-manager", namespace: "kube-system" },
};

/**
 * The arguments of an election that this manager wins at once. It renews its Lease every two seconds, which is the clock
 * of the deletion guard. A Lease that the last one left would keep this one waiting.
 */
async function electLeader(where: Layout, { state }: Supervisor): Promise<string[]> {
  const known = state.processes["kube-controller-manager"];
  if (known === undefined || !(await isRunning(known))) {
    await new Cluster(where.kubeconfig).delete(election);
  }
  // Patient on a busy machine: a manager that is late to renew ends itself.
  return ["--leader-elect=true", "--leader-elect-lease-duration=90s", "--leader-elect-renew-deadline=60s"];
}

/**
 * The controllers run as they do in most clusters: the manager as its own user, each controller as its ServiceAccount.
 * The deletion guard tells the garbage collector from a person by these names.
 *
 * @param ownAccounts false runs every controller as the manager's user, which is Kubernetes' own default; that user then
 *   needs the rights of all of them
 */
export async function startControllerManager(
  where: Layout,
  command: string,
  supervisor: Supervisor,
  ownAccounts = true,
): Promise<void> {
  const { keyFile } = await ensureCredentials(where.apiserver);
  await supervisor.ensure("kube-controller-manager", {
    command,
    args: [
      ...(await asUser("kube-controller-manager", where, supervisor)),
      ...(await electLeader(where, supervisor)),
      `--use-service-account-credentials=${String(ownAccounts)}`,
      `--service-account-private-key-file=${keyFile}`,
      `--root-ca-file=${certificateOf(where)}`,
      `--secure-port=${supervisor.port("controllerManager")}`,
      // The sandbox has no node addresses, routes or clouds to manage.
      "--controllers=*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller",
    ],
  });
}

export interface NodeTools {
  "kube-scheduler": string;
  kwok: string;
  /** Files with the stages through which kwok takes nodes, pods and volumes. */
  kwokStages: readonly string[];
}

/**
 * Starts kube-scheduler, and kwok, which plays the nodes: pods are scheduled and become ready, Jobs complete, and
 * Deployments become available, but no container runs.
 */
export async function startNodes(
  where: Layout,
  tools: NodeTools,
  { cluster, supervisor }: { cluster: Cluster; supervisor: Supervisor },
): Promise<void> {
  await supervisor.ensure("kube-scheduler", {
    command: tools["kube-scheduler"],
    args: [
      ...(await asUser("kube-scheduler", where, supervisor)),
      "--leader-elect=false",
      `--secure-port=${supervisor.port("scheduler")}`,
    ],
  });
  const stages = join(where.apiserver, "kwok.yaml");
  const texts = await Promise.all(tools.kwokStages.map((file) => readFile(file, "utf8")));
  await writeFile(stages, texts.join("\n---\n"));
  await supervisor.ensure("kwok", {
    command: tools.kwok,
    args: [
      `--kubeconfig=${where.kubeconfig}`,
      `--config=${stages}`,
      "--manage-all-nodes=true",
      `--server-address=${supervisor.address("kwok")}`,
    ],
  });
  for (const zone of ["a", "b", "c"]) {
    await cluster.apply(node(zone));
  }
}

/** A node that kwok plays, larger than any database asks for. */
function node(zone: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: `node-${zone}`,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": `node-${zone}`,
        "topology.kubernetes.io/zone": `zone-${zone}`,
      },
    },
  };
}
