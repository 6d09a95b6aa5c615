import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../environments";
import type { Place } from "./namespace-access";
import { networkPolicies } from "./network-policies-manifest";
import { defaultQuota, quota } from "./quota-manifest";

/** How much the databases of a namespace may use together. */
export interface QuotaArgs {
  /**
   * Whether there is a quota at all.
   *
   * @default true
   */
  enabled?: boolean;
  /**
   * How many MariaDB objects the namespace holds. The default quota fits one more, for a restored copy.
   *
   * @default 1
   */
  databases?: number;
  /**
   * Entries of the ResourceQuota's `hard` that replace or join the default ones, such as `requests.storage: 4Ti`.
   * An entry on limits makes Kubernetes refuse every container without one, the operator's own included.
   *
   * @default none
   */
  hard?: Record<string, string>;
}

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

/** The quota, and the requests of containers that state none. */
export function registerQuota(
  { name, namespace, labels, options }: Place,
  environment: Environment,
  { enabled, databases, hard }: QuotaArgs,
): pulumi.Resource[] {
  if (enabled === false) {
    return [];
  }
  const { resourceQuota, limitRange } = quota({
    namespace,
    labels,
    hard: { ...defaultQuota(environment, databases ?? 1), ...hard },
  });
  // The range first: between the two, a pod without requests would be refused.
  const range = new k8s.core.v1.LimitRange(`${name}-requests`, limitRange, options);
  return [
    range,
    new k8s.core.v1.ResourceQuota(`${name}-quota`, resourceQuota, { ...options, dependsOn: range }),
  ];
}

/** The network policies. Those that allow come first, so that a running database is never cut off in between. */
export function registerNetworkPolicies(
  { name, namespace, labels, options }: Place,
  args: NetworkPoliciesArgs,
): pulumi.Resource[] {
  if (args.enabled === false) {
    return [];
  }
  const { deny, allow } = networkPolicies({
    namespace,
    labels,
    operatorNamespace: args.operatorNamespace ?? "mariadb-system",
    monitoringNamespaceLabels: args.monitoringNamespaceLabels ?? {
      "kubernetes.io/metadata.name": "monitoring",
    },
    dnsNamespace: args.dnsNamespace ?? "kube-system",
    egressCidrs: args.egressCidrs ?? [],
    egressPorts: args.egressPorts ?? [443, 6443],
  });
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
