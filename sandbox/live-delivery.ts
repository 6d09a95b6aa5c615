import { syncServiceAccount } from "../components/delivery/namespace-access";
import { Environment } from "../components/environments";
import { environmentLabel } from "../safety/labels";
import type { Application } from "./argocd-delivery";
import type { Cluster, KubeObject, ObjectReference } from "./cluster";
import { inventory, type Kustomization } from "./flux-delivery";
import type { Delivered, LiveDelivery } from "./verify-layers";

/** An Application and everything that it delivered, as the cluster has it. */
export async function liveApplication(cluster: Cluster, application: Application): Promise<LiveDelivery> {
  return {
    environment: environmentOf(application),
    namespace: application.spec.destination.namespace,
    missingSettings: missingSettings(application),
    missingIdentity: await missingIdentity(cluster, application),
    objects: await liveObjects(cluster, application.status?.resources ?? []),
  };
}

/** The environment of an object's label; without a label, the strictest. */
export function environmentOf({ metadata }: KubeObject): Environment {
  const label = metadata.labels?.[environmentLabel];
  return Object.values(Environment).find((name) => name === label) ?? Environment.Production;
}

function missingSettings({ metadata, spec: { syncPolicy } }: Application): string[] {
  const name = `Application ${metadata.name}`;
  const { finalizers = [] } = metadata as { finalizers?: string[] };
  return [
    ...["Prune=false", "Delete=false"]
      .filter((option) => syncPolicy?.syncOptions?.includes(option) !== true)
      .map((option) => `${name} has no ${option} in its syncOptions`),
    ...(syncPolicy?.automated?.prune === true ? [`${name} prunes`] : []),
    ...finalizers
      .filter((finalizer) => finalizer.startsWith("resources-finalizer.argocd.argoproj.io"))
      .map((finalizer) => `${name} has the finalizer ${finalizer}`),
  ];
}

/** Argo CD impersonates if its settings say so, as the account that the project names. */
async function missingIdentity(cluster: Cluster, { metadata, spec }: Application): Promise<string[]> {
  const { namespace = "argocd" } = metadata;
  const settings = await cluster.read({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "argocd-cm", namespace },
  });
  const project = await cluster.read({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: spec.project, namespace },
  });
  const { data = {} } = (settings ?? {}) as { data?: Record<string, string> };
  const { destinationServiceAccounts = [] } = (project?.spec ?? {}) as {
    destinationServiceAccounts?: { defaultServiceAccount?: string }[];
  };
  const accounts = destinationServiceAccounts.map(({ defaultServiceAccount }) => defaultServiceAccount);
  const asSync = accounts.length > 0 && accounts.every((account) => account === syncServiceAccount);
  return [
    ...(data["application.sync.impersonation.enabled"] === "true" ? [] : ["argocd-cm does not impersonate"]),
    ...(asSync ? [] : [`AppProject ${spec.project} does not name ${syncServiceAccount}`]),
  ];
}

/** The objects that an engine delivered; a reference alone for one that is gone. */
export async function liveObjects(
  cluster: Cluster,
  delivered: readonly Delivered[],
): Promise<(KubeObject | ObjectReference)[]> {
  return Promise.all(
    delivered.map(async ({ group = "", version, kind, namespace, name }) => {
      const metadata = namespace === undefined ? { name } : { name, namespace };
      const reference = { apiVersion: group === "" ? version : `${group}/${version}`, kind, metadata };
      return (await cluster.read(reference)) ?? reference;
    }),
  );
}

/** The Kustomizations of one environment and everything that they delivered, as the cluster has it. */
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
