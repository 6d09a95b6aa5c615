import { syncServiceAccount } from "../components/delivery/sync-identity-manifest";
import { Environment } from "../components/environments";
import type { Cluster } from "./cluster";
import type { Kustomization } from "./flux-delivery";
import { environmentOf, liveObjects } from "./live-application";
import type { Delivered } from "./results";
import type { LiveDelivery } from "./verify-layers";

/** What the cluster has of the Kustomizations of one environment and of everything that they delivered. */
export async function liveKustomizations(
  cluster: Cluster,
  kustomizations: readonly Kustomization[],
): Promise<LiveDelivery> {
  const [first] = kustomizations;
  return {
    environment: first === undefined ? Environment.Production : environmentOf(first),
    namespace: first?.metadata.namespace ?? "",
    missingSettings: kustomizations.flatMap(missingSettings),
    missingIdentity: kustomizations.flatMap(missingIdentity),
    objects: await liveObjects(cluster, kustomizations.flatMap(inventory)),
  };
}

/** What Flux says that it has applied. An entry is "NAMESPACE_NAME_GROUP_KIND", in which no part holds an underscore. */
export function inventory({ status }: Kustomization): Delivered[] {
  return (status?.inventory?.entries ?? []).map(({ id, v }) => {
    const [namespace = "", name = "", group = "", kind = ""] = id.split("_");
    return { group, version: v, kind, name, ...(namespace === "" ? {} : { namespace }) };
  });
}

function missingSettings({ metadata, spec }: Kustomization): string[] {
  const name = `Kustomization ${metadata.name}`;
  return [
    ...(spec.prune === false ? [] : [`${name} prunes`]),
    ...(spec.deletionPolicy === "Orphan" ? [] : [`${name} has no deletionPolicy Orphan`]),
  ];
}

function missingIdentity({ metadata, spec }: Kustomization): string[] {
  return spec.serviceAccountName === syncServiceAccount
    ? []
    : [`Kustomization ${metadata.name} does not act as ${syncServiceAccount}`];
}
