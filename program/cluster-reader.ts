import { RunError } from "@pulumi/pulumi";

/** A Kubernetes object, as far as it is read here. */
export interface ClusterObject {
  readonly metadata?: { readonly name?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: unknown;
}

/** Names one object. */
export interface ClusterReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Reads objects of one cluster. */
export interface ClusterReader {
  /** The object; undefined when there is none, or when the cluster does not serve its kind. */
  read(reference: ClusterReference): Promise<ClusterObject | undefined>;
  /** The objects of a namespace that have the label. */
  list(apiVersion: string, kind: string, namespace: string, label: string): Promise<readonly ClusterObject[]>;
}

/**
 * Connects to the cluster that the stack's provider uses. Pulumi can read an object that exists, and fails on one
 * that does not; what may or may not be there is read here.
 *
 * @throws RunError when the context is not in the kubeconfig, or the cluster does not answer; it never quotes what was
 * read
 */
export async function connectTo(cluster: { context: string; kubeconfig?: string }): Promise<ClusterReader> {
  // Loaded here because most stacks never need it, and loading it takes half a second.
  const { KubeConfig, KubernetesObjectApi } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (cluster.kubeconfig === undefined) {
    config.loadFromDefault();
  } else {
    config.loadFromFile(cluster.kubeconfig);
  }
  if (config.getContextObject(cluster.context) === null) {
    throw new RunError(
      `kubeContext is "${cluster.context}", which the kubeconfig does not have; ` +
        `set it to one of ${config.contexts.map(({ name }) => name).join(", ") || "its contexts"}`,
    );
  }
  config.setCurrentContext(cluster.context);
  const client = KubernetesObjectApi.makeApiClient(config);
  return {
    read: ({ apiVersion, kind, namespace, name }) =>
      answer(`${kind} ${namespace}/${name}`, undefined, () =>
        client.read<ClusterObject & { metadata: { name: string; namespace: string } }>({
          apiVersion,
          kind,
          metadata: { name, namespace },
        }),
      ),
    list: (apiVersion, kind, namespace, label) =>
      answer(`each ${kind} in ${namespace}`, [], async () => {
        const found = await client.list<ClusterObject>(
          apiVersion,
          kind,
          namespace,
          undefined,
          undefined,
          undefined,
          undefined,
          label,
        );
        return found.items;
      }),
  };
}

/** The answer, or `absent` when there is no such object or kind. */
async function answer<T>(what: string, absent: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { code, message = "" } = error as { code?: unknown; message?: string };
    if (code === 404 || message.startsWith("Unrecognized API version and kind")) {
      return absent;
    }
    throw new RunError(
      `The cluster could not be asked for ${what} (${typeof code === "number" ? `HTTP ${String(code)}` : "no answer"}). ` +
        "Nothing was registered: passwords and sealing keys that are already in the cluster must be found before new " +
        "ones are made. Check kubeContext, and that you may read Secrets.",
    );
  }
}
