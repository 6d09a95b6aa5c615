/**
 * What kube-controller-manager does with deleted namespaces, for clusters that run without it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api";

/** Lets go of deleted namespaces until the signal ends it. It does not empty them: the tests do. */
export async function releaseNamespaces(api: Api, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { items = [] } = (await api.get("/api/v1/namespaces")) ?? {};
    for (const namespace of items.filter((item) => item.metadata.deletionTimestamp !== undefined)) {
      const path = `/api/v1/namespaces/${namespace.metadata.name}/finalize`;
      await api.send("PUT", path, { ...namespace, spec: { finalizers: [] } });
    }
    await sleep(200);
  }
}
