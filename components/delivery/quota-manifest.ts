import type { Input } from "@pulumi/pulumi";

import { environments, type Environment } from "../environments";
import { bytes, millicores, printBytes, printCpu } from "./quota-quantity";

/** What a container gets that asks for nothing, such as the operator's init containers and agents. */
export const defaultRequest = { cpu: "50m", memory: "128Mi" } as const;

/** What a database needs beside its servers, each as `gitops/base` writes it. */
const exporter = { cpu: "100m", memory: "128Mi" } as const;
const job = { cpu: "100m", memory: "256Mi" } as const;
/** Jobs of one database at a time: a backup, and a restore or a SQL job. */
const jobs = 2;
/** A Galera server keeps its configuration on a second, small volume. */
const galeraVolume = "100Mi";

/** What the databases of one namespace may use at most: the `hard` of a ResourceQuota. */
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
  const volumes = replicas * (bytes(storage.size) + (galera ? bytes(galeraVolume) : 0));
  return {
    "requests.cpu": printCpu(sum(millicores, "cpu")),
    "requests.memory": printBytes(sum(bytes, "memory")),
    "requests.storage": printBytes(fit * (volumes + 2 * bytes(storage.size))),
    persistentvolumeclaims: String(fit * (replicas * (galera ? 2 : 1) + 2)),
    pods: String(fit * (replicas + 1 + jobs)),
  };
}

/** Where the quota goes. */
export interface QuotaManifestArgs {
  /** Namespace of the databases. */
  namespace: Input<string>;
  labels: Record<string, string>;
  hard: Hard;
}

/** The ResourceQuota and the LimitRange, as plain objects. Without the range, the quota would refuse bare containers. */
export function quota({ namespace, labels, hard }: QuotaManifestArgs) {
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
