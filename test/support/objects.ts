import type { Cluster, KubeObject } from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import { field, nameOf, type Manifest } from "./manifest";

/** Puts manifests into a cluster and takes them out, each time until it is done. */
export class Objects {
  private readonly cluster: Cluster;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** Applies the objects one after the other. */
  async apply(...objects: Manifest[]): Promise<void> {
    for (const object of objects) {
      await this.cluster.apply(object as unknown as KubeObject);
    }
  }

  async applyNamespace(name: string): Promise<void> {
    await this.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }

  async applySecret(
    namespace: string,
    name: string,
    content: Readonly<Record<string, string>>,
  ): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(content).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
    );
    await this.cluster.apply({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, data });
  }

  /** Waits until each object has the condition. */
  async waitForCondition(condition: string, ...objects: Manifest[]): Promise<void> {
    for (const object of objects) {
      const met = async (): Promise<boolean> => {
        const live = await this.cluster.read(object);
        const conditions = (field(live, "status", "conditions") ?? []) as { type: string; status: string }[];
        return conditions.some(({ type, status }) => type === condition && status === "True");
      };
      await waitFor(`${nameOf(object)} to be ${condition}`, met, { seconds: 60 });
    }
  }

  /** Deletes the objects, and waits until their finalizers let them go. */
  async remove(...objects: Manifest[]): Promise<void> {
    for (const object of objects) {
      await this.cluster.delete(object);
    }
    for (const object of objects) {
      const gone = async (): Promise<boolean> => (await this.cluster.read(object)) === undefined;
      await waitFor(`${nameOf(object)} to be gone`, gone, { seconds: 60 });
    }
  }
}
