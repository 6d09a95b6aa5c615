import { program } from "../../pipeline/program";
import type { ClusterObject, ClusterReader, ClusterReference } from "../../program/cluster-reader";
import { recordGraph, type GraphOptions, type Registration } from "./graph";

/** An object that a cluster holds. */
export interface HeldObject extends ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** A cluster that holds these objects and no others. */
export function clusterOf(...held: readonly HeldObject[]): ClusterReader {
  const objectsOf = (apiVersion: string, kind: string, namespace: string): HeldObject[] =>
    held.filter(
      (object) =>
        object.apiVersion === apiVersion && object.kind === kind && object.metadata.namespace === namespace,
    );
  return {
    read: ({ apiVersion, kind, namespace, name }: ClusterReference) =>
      Promise.resolve(objectsOf(apiVersion, kind, namespace).find(({ metadata }) => metadata.name === name)),
    list: (apiVersion, kind, namespace, label) =>
      Promise.resolve(
        objectsOf(apiVersion, kind, namespace).filter(
          ({ metadata }) => metadata.labels?.[label] !== undefined,
        ),
      ),
  };
}

/** What the project's program registers on a cluster, which holds nothing unless the test says otherwise. */
export function programGraph(
  options: GraphOptions,
  cluster: ClusterReader = clusterOf(),
): Promise<Registration[]> {
  return recordGraph(() => program(() => Promise.resolve(cluster)), options);
}
