import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { environments, type Environment } from "../environments";
import { problemOf, type Problem } from "../problems";
import type { InNamespace, NamespaceContents } from "./namespace-access";

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

/** Resources of a container that requests none, such as the operator's init containers and agents. */
export const defaultRequest = { cpu: "50m", memory: "128Mi" } as const;

/** Resources that a database needs besides its servers, as in `gitops/base`. */
const exporter = { cpu: "100m", memory: "128Mi" } as const;
const job = { cpu: "100m", memory: "256Mi" } as const;
/** Jobs of one database at a time: a backup, and a restore or a SQL job. */
const jobs = 2;
/** A Galera server keeps its configuration on a second, small volume. */
const galeraVolume = "100Mi";

/** Upper limits for the databases of one namespace: the `hard` of a ResourceQuota. */
export type Hard = Readonly<Record<string, string>>;

/**
 * The default quota: what one database needs, times one more than there are. The spare one is for a restored copy
 * beside the original; a quota that refuses it would be in the way on the worst day.
 *
 * One database is its servers with an agent each, an exporter and two jobs; in volumes, one for each server (two with
 * Galera) and two as large as the data, for backups and for what a restore unpacks.
 *
 * Only requests and volumes are counted. A quota on limits would force a limit on every container, and a default
 * limit kills the operator's init container, which starts a server with the real buffer pool.
 *
 * @param databases how many MariaDB objects the namespace holds
 */
export function defaultQuota(environment: Environment, databases: number): Hard {
  const { replicas, galera, requests, storage } = environments[environment].database;
  const fit = databases + 1;
  const sum = (read: (quantity: string) => number, key: "cpu" | "memory") =>
    fit *
    (replicas * (read(requests[key]) + read(defaultRequest[key])) +
      read(exporter[key]) +
      jobs * read(job[key]));
  const volumes = replicas * (bytes(storage) + (galera ? bytes(galeraVolume) : 0));
  return {
    "requests.cpu": printCpu(sum(millicores, "cpu")),
    "requests.memory": printBytes(sum(bytes, "memory")),
    "requests.storage": printBytes(fit * (volumes + 2 * bytes(storage))),
    persistentvolumeclaims: String(fit * (replicas * (galera ? 2 : 1) + 2)),
    pods: String(fit * (replicas + 1 + jobs)),
  };
}

/** The ResourceQuota and the LimitRange, as plain objects. Without the range, the quota would refuse bare containers. */
export function quota({ namespace, labels }: InNamespace, hard: Hard) {
  const metadata = { name: "mariadb", namespace, labels };
  return {
    resourceQuota: { apiVersion: "v1" as const, kind: "ResourceQuota" as const, metadata, spec: { hard } },
    limitRange: {
      apiVersion: "v1" as const,
      kind: "LimitRange" as const,
      metadata,
      spec: { limits: [{ type: "Container", defaultRequest }] },
    },
  };
}

/** The quota is computed: a count that is not a whole number would give an unintended quota. */
export function quotaProblems({ databases = 1 }: QuotaArgs = {}): Problem[] {
  const remedy = "set how many MariaDB objects the namespace holds, at least 1";
  return Number.isInteger(databases) && databases >= 1
    ? []
    : [problemOf("quota.databases", `is ${databases}; ${remedy}`)];
}

/** The quota, and the requests of containers that state none. */
export function registerQuota(
  { name, options, ...place }: NamespaceContents,
  environment: Environment,
  { enabled, databases, hard }: QuotaArgs,
): pulumi.Resource[] {
  if (enabled === false) {
    return [];
  }
  const { resourceQuota, limitRange } = quota(place, {
    ...defaultQuota(environment, databases ?? 1),
    ...hard,
  });
  // The range first: between the two, a pod without requests would be refused.
  const range = new k8s.core.v1.LimitRange(`${name}-requests`, limitRange, options);
  return [
    range,
    new k8s.core.v1.ResourceQuota(`${name}-quota`, resourceQuota, { ...options, dependsOn: range }),
  ];
}

/** Kubernetes quantities as plain numbers: millicores of CPU, and bytes of memory or storage. */

const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** `500m` or `2` cores, in millicores. Throws on anything else. */
export function millicores(quantity: string): number {
  const found = /^(\d+)(m?)$/.exec(quantity);
  if (found === null) {
    throw new Error(`${quantity} is not a CPU quantity; set cores such as 2, or 500m`);
  }
  return Number(found[1]) * (found[2] === "m" ? 1 : 1000);
}

/** `512Mi` or `10Gi`, in bytes. Throws on anything else. */
export function bytes(quantity: string): number {
  const found = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(quantity);
  const unit = binary[found?.[2] ?? ""];
  if (found === null || unit === undefined) {
    throw new Error(`${quantity} is not a size; set a whole number with Ki, Mi, Gi or Ti, such as 10Gi`);
  }
  return Number(found[1]) * unit;
}

/** Millicores as Kubernetes prints them: the API server would rewrite `2000m`, and Pulumi would see a change. */
export function printCpu(value: number): string {
  return value % 1000 === 0 ? String(value / 1000) : `${value}m`;
}

/** Bytes in the largest unit that divides them, as Kubernetes prints them. */
export function printBytes(value: number): string {
  const unit = Object.entries(binary)
    .reverse()
    .find(([, size]) => value % size === 0);
  return unit === undefined ? String(value) : `${value / unit[1]}${unit[0]}`;
}
