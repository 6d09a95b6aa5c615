import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { labelDomain } from "../../safety/labels";
import type { InNamespace, NamespaceContents } from "./namespace-access";

/** Who may connect to the databases, and what these may reach. Clients are labelled `mariadb-gitops.dev/client: "true"`. */
export interface NetworkPoliciesArgs {
  /**
   * Whether there are network policies at all. Without them every pod of the cluster reaches the databases.
   *
   * @default true
   */
  enabled?: boolean;
  /**
   * Namespace of the operator, which calls the agents and the servers.
   *
   * @default "mariadb-system"
   */
  operatorNamespace?: string;
  /**
   * Labels of the namespaces whose pods scrape the exporters.
   *
   * @default { "kubernetes.io/metadata.name": "monitoring" }
   */
  monitoringNamespaceLabels?: Record<string, string>;
  /**
   * Namespace of the cluster's DNS.
   *
   * @default "kube-system"
   */
  dnsNamespace?: string;
  /**
   * Address ranges of the API server and of the object store, such as `10.0.0.0/16`.
   *
   * @default [] which means anywhere
   */
  egressCidrs?: string[];
  /**
   * Ports of the API server and of the object store.
   *
   * @default [443, 6443]
   */
  egressPorts?: number[];
}

/**
 * The pods that the operator creates and the ports that they listen on. Source: the operator's code, up to 26.6; its
 * documentation has no list. An object in Git that sets another port needs a policy of its own.
 */

/** MariaDB's SQL port, which MaxScale's listeners use too. */
const sqlPort = 3306;

/** The agent beside each server, which the operator calls. The kubelet's own probes need no rule. */
const agentPort = 5555;

/** Galera: state transfer, replication and incremental state transfer. */
const clusterPorts = [4444, 4567, 4568] as const;

/** MaxScale's REST API, for the operator, the other MaxScale pods and its exporter. */
const maxScalePort = 8989;

/** The operator's default for exporters. */
const exporterPort = 9104;

const nameLabel = "app.kubernetes.io/name";

/** Selectors of the operator's pods. */
const pods = {
  /** MariaDB and MaxScale, and the jobs that restore a physical backup, which the operator labels like a server. */
  servers: { matchExpressions: [{ key: nameLabel, operator: "In", values: ["mariadb", "maxscale"] }] },
  exporters: { matchLabels: { [nameLabel]: "exporter" } },
  /** Backup, Restore and SqlJob put no label on their pods; Kubernetes itself puts this one (1.27 and later). */
  jobs: { matchExpressions: [{ key: "batch.kubernetes.io/job-name", operator: "Exists" }] },
};

/** Label that lets a namespace, or a pod beside the databases, connect to them. */
export const clientLabel = `${labelDomain}/client`;

type Spec = k8s.types.input.networking.v1.NetworkPolicySpec;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** The API server writes this label on every namespace. */
const namespaceName = "kubernetes.io/metadata.name";

const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const namespaceNamed = (name: string): Peer => ({
  namespaceSelector: { matchLabels: { [namespaceName]: name } },
});

/**
 * The policies of the namespace, as plain objects. One closes it; the others open what the operator, its pods, the
 * labelled clients and the scraper need. Policies add up: none takes away from another.
 */
export function networkPolicies({ namespace, labels }: InNamespace, args: NetworkPoliciesArgs) {
  const policy = (suffix: string, spec: Spec) => ({
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "NetworkPolicy" as const,
    metadata: { name: `mariadb-${suffix}`, namespace, labels },
    spec,
  });
  const allowed = {
    dns: dns(args.dnsNamespace ?? "kube-system"),
    servers: servers(args.operatorNamespace ?? "mariadb-system"),
    "servers-egress": serversEgress(args),
    jobs: jobs(args),
    exporters: exporters(args.monitoringNamespaceLabels ?? { [namespaceName]: "monitoring" }),
    clients: clients(),
    "clients-egress": clientsEgress(),
  };
  return {
    // An empty selector is every pod, also one that no other policy knows.
    deny: policy("default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    allow: Object.entries(allowed).map(([suffix, spec]) => policy(suffix, spec)),
  };
}

/** Names are resolved by the cluster's DNS, or by its cache on the node, which has a link-local address. */
function dns(dnsNamespace: string): Spec {
  const ports = [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ];
  const to: Peer[] = [namespaceNamed(dnsNamespace), { ipBlock: { cidr: "169.254.20.10/32" } }];
  return { podSelector: {}, policyTypes: ["Egress"], egress: [{ to, ports }] };
}

/** Servers talk among themselves; the operator, the jobs and the exporter talk to them. */
function servers(operatorNamespace: string): Spec {
  return {
    podSelector: pods.servers,
    policyTypes: ["Ingress"],
    ingress: [
      { from: [{ podSelector: pods.servers }], ports: tcp(sqlPort, maxScalePort, ...clusterPorts) },
      { from: [namespaceNamed(operatorNamespace)], ports: tcp(sqlPort, maxScalePort, agentPort) },
      { from: [{ podSelector: pods.jobs }], ports: tcp(sqlPort) },
      { from: [{ podSelector: pods.exporters }], ports: tcp(sqlPort, maxScalePort) },
    ],
  };
}

/** The agent asks the API server who calls it, and point-in-time recovery archives to the object store. */
function serversEgress(args: NetworkPoliciesArgs): Spec {
  const among = { to: [{ podSelector: pods.servers }], ports: tcp(sqlPort, maxScalePort, ...clusterPorts) };
  return { podSelector: pods.servers, policyTypes: ["Egress"], egress: [among, outside(args)] };
}

/** Backups, restores and SQL jobs reach the servers and the object store. Nobody connects to them. */
function jobs(args: NetworkPoliciesArgs): Spec {
  const database = { to: [{ podSelector: pods.servers }], ports: tcp(sqlPort) };
  return { podSelector: pods.jobs, policyTypes: ["Egress"], egress: [database, outside(args)] };
}

/** The exporter reads from the servers, and the scraper from the exporter. */
function exporters(monitoringNamespaceLabels: Record<string, string>): Spec {
  const scraper: Peer = { namespaceSelector: { matchLabels: monitoringNamespaceLabels } };
  return {
    podSelector: pods.exporters,
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [scraper], ports: tcp(exporterPort) }],
    egress: [{ to: [{ podSelector: pods.servers }], ports: tcp(sqlPort, maxScalePort) }],
  };
}

const clientLabels = { matchLabels: { [clientLabel]: "true" } };

/**
 * Clients get the SQL port only. The label counts on namespaces and on pods of this namespace: on a pod elsewhere,
 * everyone who may create pods there could get in.
 */
function clients(): Spec {
  return {
    podSelector: pods.servers,
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ namespaceSelector: clientLabels }, { podSelector: clientLabels }],
        ports: tcp(sqlPort),
      },
    ],
  };
}

/** A client beside the databases is closed like everything here; one in another namespace obeys that one's policies. */
function clientsEgress(): Spec {
  const database = { to: [{ podSelector: pods.servers }], ports: tcp(sqlPort) };
  return { podSelector: clientLabels, policyTypes: ["Egress"], egress: [database] };
}

/** The rule for what is outside the cluster's pod network. No `to` means anywhere. */
function outside({ egressCidrs = [], egressPorts = [443, 6443] }: NetworkPoliciesArgs) {
  const to = egressCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return { ...(to.length > 0 ? { to } : {}), ports: tcp(...egressPorts) };
}

/** The network policies. Those that allow come first, so that a running database is never cut off in between. */
export function registerNetworkPolicies(
  { name, options, ...place }: NamespaceContents,
  args: NetworkPoliciesArgs,
): pulumi.Resource[] {
  if (args.enabled === false) {
    return [];
  }
  const { deny, allow } = networkPolicies(place, args);
  const register = (manifest: (typeof allow)[number], dependsOn: pulumi.Resource[]) =>
    new k8s.networking.v1.NetworkPolicy(
      `${name}-${manifest.metadata.name.replace("mariadb-", "allow-")}`,
      manifest,
      { ...options, dependsOn },
    );
  const allowed = allow.map((manifest) => register(manifest, []));
  return [
    ...allowed,
    new k8s.networking.v1.NetworkPolicy(`${name}-deny`, deny, { ...options, dependsOn: allowed }),
  ];
}
