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

/** Objects that hold data, say where data is, or without which data cannot be opened. */
export const dataKinds: readonly Target[] = [
  operatorKinds(
    "MariaDB",
    "Database",
    "User",
    "Grant",
    "Backup",
    "PhysicalBackup",
    "PointInTimeRecovery",
    "ExternalMariaDB",
  ),
  { group: "", kinds: ["Namespace", "PersistentVolume", "PersistentVolumeClaim", "Secret"] },
  { group: "apps", kinds: ["StatefulSet"] },
  { group: "storage.k8s.io", kinds: ["StorageClass"] },
  { group: "apiextensions.k8s.io", kinds: ["CustomResourceDefinition"] },
  { group: "bitnami.com", kinds: ["SealedSecret"] },
  { group: "external-secrets.io", kinds: ["ExternalSecret"] },
];
