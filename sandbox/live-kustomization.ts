import { syncServiceAccount } from "../components/delivery/namespace-access";
import { Environment } from "../components/environments";
import type { Cluster } from "./cluster";
import { inventory, type Kustomization } from "./flux-delivery";
import { environmentOf, liveObjects } from "./live-application";
import type { LiveDelivery } from "./verify-layers";

/** What the cluster has of the Kustomizations of one environment and of everything that they delivered. */
export async function liveKustomizations(
  cluster: Cluster,
  namespace: string,
  kustomizations: readonly Kustomization[],
): Promise<LiveDelivery> {
  const found = kustomizations.map(({ metadata, spec }) => ({
    name: `Kustomization ${metadata.name}`,
    spec,
  }));
  return {
    environment: kustomizations.map(environmentOf)[0] ?? Environment.Production,
    namespace,
    missingSettings: found.flatMap(({ name, spec }) => [
      ...(spec.prune === false ? [] : [`${name} prunes`]),
      ...(spec.deletionPolicy === "Orphan" ? [] : [`${name} has no deletionPolicy Orphan`]),
    ]),
    missingIdentity: found
      .filter(({ spec }) => spec.serviceAccountName !== syncServiceAccount)
      .map(({ name }) => `${name} does not act as ${syncServiceAccount}`),
    objects: await liveObjects(cluster, kustomizations.flatMap(inventory)),
  };
}
