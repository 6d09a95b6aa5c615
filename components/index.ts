/**
 * The public surface of the package `mariadb-gitops`.
 *
 * @module
 */
export { BackupBucket, type BackupBucketArgs } from "./aws/backup-bucket";
export { DatabaseApplication, type DatabaseApplicationArgs } from "./delivery/database-application";
export { DatabaseProject, type DatabaseProjectArgs } from "./delivery/database-project";
export { DatabaseNamespace, type DatabaseNamespaceArgs } from "./delivery/namespace";
export type { SyncWindow } from "./delivery/project-manifest";
export { ArgoCd, type ArgoCdArgs } from "./engine/argocd";
export { Environment, environments, SecretsBackend } from "./environments";
export { DatabaseCredentials, type DatabaseCredentialsArgs } from "./secrets/database-credentials";
export { SealingKey, type SealingKeyArgs } from "./secrets/sealing-key";
export { versions } from "./versions";
