import { identityOf, type Target } from "./objects";
import type { Value } from "./value";

/** The group of mariadb-operator. */
export const mariadbGroup = "k8s.mariadb.com";

/** Some kinds of mariadb-operator. */
export function operatorKinds(...kinds: readonly string[]): Target {
  return { group: mariadbGroup, kinds };
}

/** Database servers. */
export const mariadbs: Target = operatorKinds("MariaDB");

/** Objects whose deletion runs DROP or REVOKE, unless their cleanup policy is Skip. */
export const sqlObjects: Target = operatorKinds("Database", "User", "Grant");

/** Scheduled and single backups, logical and physical. */
export const backups: Target = operatorKinds("Backup", "PhysicalBackup");

/** The operator's objects that are data, or stand for data. */
export const databaseObjects: Target = operatorKinds(
  "MariaDB",
  "Database",
  "User",
  "Grant",
  "Backup",
  "PhysicalBackup",
  "PointInTimeRecovery",
);

export const namespaces: Target = { group: "", kinds: ["Namespace"] };
export const secrets: Target = { group: "", kinds: ["Secret"] };
export const configMaps: Target = { group: "", kinds: ["ConfigMap"] };
export const volumeClaims: Target = { group: "", kinds: ["PersistentVolumeClaim"] };
export const statefulSets: Target = { group: "apps", kinds: ["StatefulSet"] };
export const storageClasses: Target = { group: "storage.k8s.io", kinds: ["StorageClass"] };
export const sealedSecrets: Target = { group: "bitnami.com", kinds: ["SealedSecret"] };
export const externalSecrets: Target = { group: "external-secrets.io", kinds: ["ExternalSecret"] };

/** The definitions of the operator's kinds: without them every object of these kinds is gone. */
export const definitions: Target = { group: "apiextensions.k8s.io", kinds: ["CustomResourceDefinition"] };

/** Objects that hold data, say where data is, or without which data cannot be opened. */
export const dataKinds: readonly Target[] = [
  databaseObjects,
  operatorKinds("ExternalMariaDB"),
  { group: "", kinds: ["Namespace", "PersistentVolume", "PersistentVolumeClaim", "Secret"] },
  statefulSets,
  storageClasses,
  definitions,
  sealedSecrets,
  externalSecrets,
];

/** Flux's HelmRelease, which installs a chart. */
export const fluxHelmReleases: Target = { group: "helm.toolkit.fluxcd.io", kinds: ["HelmRelease"] };

/** Argo CD's AppProject, which says what its Applications may touch. */
export const appProjects: Target = { group: "argoproj.io", kinds: ["AppProject"] };

/** Flux's Kustomization, which applies a path of a source. Not Kustomize's file of the same kind. */
export const fluxKustomizations: Target = { group: "kustomize.toolkit.fluxcd.io", kinds: ["Kustomization"] };

/** Flux's GitRepository, which says what revision of a repository the cluster follows. */
export const fluxGitRepositories: Target = { group: "source.toolkit.fluxcd.io", kinds: ["GitRepository"] };

/** Whether an object that a rule covers is a Kustomization. */
export function isKustomization(object: Value): boolean {
  return identityOf(object).kind === "Kustomization";
}

/** Whether an object that a rule covers is a GitRepository. */
export function isGitRepository(object: Value): boolean {
  return identityOf(object).kind === "GitRepository";
}
