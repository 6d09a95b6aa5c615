import { syncServiceAccount } from "../../components/delivery/namespace-access";
import { Environment } from "../../components/environments";
import { guardManifests } from "../../components/guard/manifests";
import { ClusterError, type Cluster, type KubeObject, type ObjectReference } from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import { mariadbKinds } from "../../schemas/mariadb";

/** Lets the sync identity of a namespace do everything, deletion included: what `clearPlatforms` takes back. */
export function mayDelete(namespace: string): KubeObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: `${namespace}-may-delete` },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name: syncServiceAccount, namespace }],
  };
}

/** The namespaces of the databases that the overlays name. */
const homes = Object.values(Environment).map((environment) => `mariadb-${environment}`);

/**
 * Removes what other suites registered for the same environments outside of their own namespaces, and the rights that
 * they gave the sync identity: the guards first, because they would refuse the rest. One cluster has one platform for
 * each environment; the suites share a cluster.
 */
export async function clearPlatforms(cluster: Cluster): Promise<void> {
  for (const environment of Object.values(Environment)) {
    for (const { policy, bindings } of guardManifests({ environment, namespaces: ["any"] }, true)) {
      for (const object of [...bindings, policy]) {
        await cluster.delete(object);
      }
    }
    for (const kind of ["Application", "AppProject"]) {
      const metadata = { name: `mariadb-${environment}`, namespace: "argocd" };
      await release(cluster, { apiVersion: "argoproj.io/v1alpha1", kind, metadata });
    }
  }
  for (const kind of Object.keys(mariadbKinds)) {
    for (const object of await cluster.list("k8s.mariadb.com/v1alpha1", kind)) {
      if (homes.includes(object.metadata.namespace ?? "")) {
        await release(cluster, object);
      }
    }
  }
  const bindings = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding" };
  for (const binding of await cluster.list(bindings.apiVersion, bindings.kind)) {
    const { subjects = [] } = binding as { subjects?: { name: string }[] };
    if (subjects.some(({ name }) => name === syncServiceAccount)) {
      await cluster.delete(binding);
    }
  }
  for (const group of ["kustomize", "source"]) {
    const kind = group === "kustomize" ? "Kustomization" : "GitRepository";
    for (const object of await cluster.list(`${group}.toolkit.fluxcd.io/v1`, kind)) {
      await release(cluster, object);
    }
  }
}

/** Deletes an object of an engine, whose controller may not run to take the finalizer off. */
async function release(cluster: Cluster, { apiVersion, kind, metadata }: ObjectReference): Promise<void> {
  const { name, namespace = "" } = metadata;
  const reference = { apiVersion, kind, metadata: { name, namespace } };
  const live = await cluster.read(reference);
  if (live === undefined) {
    return;
  }
  const bare = { ...reference.metadata, finalizers: null };
  // A guard that was just removed is still in force for a moment.
  await waitFor(
    `${kind} ${name} to be deleted`,
    async () => {
      try {
        await cluster.patch({ ...reference, metadata: bare });
        await cluster.delete(reference);
        return true;
      } catch (error) {
        if (error instanceof ClusterError && error.message.includes("mariadb-gitops-")) {
          return false;
        }
        throw error;
      }
    },
    { seconds: 60 },
  );
}
