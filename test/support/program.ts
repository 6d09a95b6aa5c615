import { program } from "../../pipeline/operation";
import type { ClusterReader } from "../../program/cluster-reader";
import { recordGraph, type GraphOptions, type Registration } from "./graph";
import { clusterOf } from "./held";

/** What the project's program registers on a cluster, which holds nothing unless the test says otherwise. */
export function programGraph(
  options: GraphOptions,
  cluster: ClusterReader = clusterOf(),
): Promise<Registration[]> {
  return recordGraph(() => program(() => Promise.resolve(cluster)), options);
}
