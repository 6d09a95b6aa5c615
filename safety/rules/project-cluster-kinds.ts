import { eachItem, text } from "../expect";
import type { Finding } from "../finding";
import { appProjects } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

/** Kinds that take every database of a namespace or a cluster with them, or lift what protects these. */
const dangerous = ["Namespace", "CustomResourceDefinition", "PersistentVolume", "StorageClass"];

export const projectClusterKinds = defineRule({
  id: "project-cluster-kinds",
  scope: "object",
  title: "A project of databases delivers no cluster-scoped kinds",
  why:
    "A Namespace in Git that is pruned takes every claim inside with it, and a definition every MariaDB of the cluster. " +
    "A project without a list of cluster-scoped kinds allows none, so that no repository can bring one, nor the roles " +
    "and admission policies that protect the data.",
  severity: "high",
  appliesTo: [appProjects],
  remedy: "Set spec.clusterResourceWhitelist: [], and let Pulumi make what is cluster-scoped.",
  references: [
    {
      title: "Argo CD: projects",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/",
    },
    {
      title: "Kyverno: cluster resources of an AppProject",
      url: "https://kyverno.io/policies/argo/appproject-clusterresourceblacklist/appproject-clusterresourceblacklist/",
    },
  ],
  equivalents: ["kyverno/appproject-clusterresourceblacklist"],
  check: (object) =>
    isStateless(object, [])
      ? []
      : eachItem(object, ["spec", "clusterResourceWhitelist"], (_, path) => item(object, path)),
});

function item(object: Value, path: Path): readonly Finding[] {
  return text(object, [...path, "kind"], {
    known: (kind, at) => {
      const message = `must not allow that kind in ${formatPath(at)}, because what a sync applies a prune can delete`;
      return kind.includes("*") || dangerous.includes(kind) ? [{ path: at, message }] : [];
    },
  });
}
