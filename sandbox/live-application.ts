import { environmentLabel } from "../safety/labels";
import { syncServiceAccount } from "../components/delivery/namespace-access";
import { Environment } from "../components/environments";
import type { Application } from "./application";
import type { Cluster, KubeObject, ObjectReference } from "./cluster";
import type { Delivered } from "./results";
import type { LiveDelivery } from "./verify-layers";

/** What the cluster has of an Application and of everything that it delivered. */
export async function liveApplication(cluster: Cluster, application: Application): Promise<LiveDelivery> {
  return {
    environment: environmentOf(application),
    namespace: application.spec.destination.namespace,
    missingSettings: missingSettings(application),
    missingIdentity: await missingIdentity(cluster, application),
    objects: await liveObjects(cluster, application.status?.resources ?? []),
  };
}

/** The environment that an object is labelled with; without a label the strictest. */
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

/** Argo CD impersonates where its settings say so, and as whom the project says. */
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

/** The live objects that an engine delivered; a reference alone where one is gone. */
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
