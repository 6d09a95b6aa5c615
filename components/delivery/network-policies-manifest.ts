import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import { labelDomain } from "../../safety/labels";
import { agentPort, clusterPorts, exporterPort, maxScalePort, pods, sqlPort } from "./network-policies-ports";

/** Label that lets a namespace, or a pod beside the databases, connect to them. */
export const clientLabel = `${labelDomain}/client`;

/** Who reaches the databases, and what they reach. */
export interface NetworkPolicyManifestArgs {
  /** Namespace of the databases. */
  namespace: Input<string>;
  labels: Record<string, string>;
  /** Namespace of the operator. */
  operatorNamespace: string;
  /** Labels of the namespaces that scrape metrics. */
  monitoringNamespaceLabels: Record<string, string>;
  /** Namespace of the cluster's DNS. */
  dnsNamespace: string;
  /** Address ranges of the API server and of the object store; none means anywhere. */
  egressCidrs: string[];
  /** Ports of the API server and of the object store. */
  egressPorts: number[];
}

type Spec = types.input.networking.v1.NetworkPolicySpec;
type Peer = types.input.networking.v1.NetworkPolicyPeer;

const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const namespaceNamed = (name: string): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/**
 * The policies of the namespace, as plain objects. One closes it; the others open what the operator, its pods, the
 * labelled clients and the scraper need. Policies add up: none takes away from another.
 */
export function networkPolicies(args: NetworkPolicyManifestArgs) {
  const policy = (suffix: string, spec: Spec) => ({
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "NetworkPolicy" as const,
    metadata: { name: `mariadb-${suffix}`, namespace: args.namespace, labels: args.labels },
    spec,
  });
  const allowed = {
    dns: dns(args.dnsNamespace),
    servers: servers(args.operatorNamespace),
    "servers-egress": serversEgress(args),
    jobs: jobs(args),
    exporters: exporters(args.monitoringNamespaceLabels),
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
function serversEgress(args: NetworkPolicyManifestArgs): Spec {
  const among = { to: [{ podSelector: pods.servers }], ports: tcp(sqlPort, maxScalePort, ...clusterPorts) };
  return { podSelector: pods.servers, policyTypes: ["Egress"], egress: [among, outside(args)] };
}

/** Backups, restores and SQL jobs reach the servers and the object store. Nobody connects to them. */
function jobs(args: NetworkPolicyManifestArgs): Spec {
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
 * whoever may create pods there could let himself in.
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
function outside({ egressCidrs, egressPorts }: NetworkPolicyManifestArgs) {
  const to = egressCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return { ...(to.length > 0 ? { to } : {}), ports: tcp(...egressPorts) };
}
