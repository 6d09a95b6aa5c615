/** Objects of the model: those of the tables, and what no guard looks after but the creation of which it judges. */
import { bucket, protectedMetadata, thing, things, type Thing } from "./objects";

/** One object of each kind of the model. */
export function modelThings(namespace: string, name = "guarded") {
  const reach = thing("rbac.authorization.k8s.io/v1", "clusterroles", {
    kind: "ClusterRole",
    metadata: {
      ...protectedMetadata,
      name: "mariadb-gitops-staging-reach",
      annotations: {
        ...protectedMetadata.annotations,
        "mariadb-gitops.dev/guarded-namespaces": "guard-both,guard-named",
        "mariadb-gitops.dev/stack": "model",
      },
    },
  });
  const restore = thing("k8s.mariadb.com/v1alpha1", "restores", {
    kind: "Restore",
    metadata: { namespace, name },
    spec: { mariaDbRef: { name: "guarded" }, s3: bucket },
  });
  const referring = (kind: string, plural: string): Thing =>
    thing("k8s.mariadb.com/v1alpha1", plural, {
      kind,
      metadata: { namespace, name },
      spec: { mariaDbRef: { name: "guarded" } },
    });
  return {
    ...things(namespace, name),
    ClusterRole: reach,
    Restore: restore,
    SqlJob: referring("SqlJob", "sqljobs"),
    Connection: referring("Connection", "connections"),
    MaxScale: referring("MaxScale", "maxscales"),
  } satisfies Record<string, Thing>;
}

export type ModelKind = keyof ReturnType<typeof modelThings>;

/** Kinds that may be deleted and changed freely. */
export const unguarded: readonly ModelKind[] = ["Restore", "SqlJob", "Connection", "MaxScale"];
