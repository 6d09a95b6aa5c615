import { program } from "../../pipeline/program";
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

/** Names of the resources that one waits for, directly or through others. */
export function waitedFor(graph: readonly Registration[], name: string): string[] {
  const found = new Set<string>();
  const follow = (from: string): void => {
    for (const { dependencies } of graph.filter((registration) => registration.name === from)) {
      for (const dependency of dependencies.map((urn) => urn.split("::").at(-1) ?? urn)) {
        if (!found.has(dependency)) {
          found.add(dependency);
          follow(dependency);
        }
      }
    }
  };
  follow(name);
  return [...found];
}
