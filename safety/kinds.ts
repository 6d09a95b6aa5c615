import type { Target } from "./rule";

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
