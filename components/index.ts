/**
 * The public surface of the package `mariadb-gitops`.
 *
 * @module
 */
export { BackupBucket, type BackupBucketArgs } from "./aws/backup-bucket";
export {
  BackupStorageClass,
  ObjectLockMode,
  type BackupKeeping,
  type BackupTransition,
  type ObjectLock,
} from "./aws/backup-keeping";
export { AwsDatabaseFoundation } from "./aws/database-foundation";
export type { AwsDatabaseFoundationArgs, ClusterIdentity } from "./aws/foundation-args";
export type { ChartArgs } from "./chart/args";
export type { ChartLocation } from "./chart/location";
export type { Mirror } from "./chart/mirror";
export type { ChartValues } from "./chart/values";
export { DatabaseApplication, type DatabaseApplicationArgs } from "./delivery/database-application";
export {
  DatabaseEnvironment,
  type DatabaseEnvironmentArgs,
  type DeliveryArgs,
  type EnvironmentNamespaceArgs,
} from "./delivery/database-environment";
export { DatabaseProject, type DatabaseProjectArgs, type SyncWindow } from "./delivery/database-project";
export type { DatabaseArgs } from "./delivery/delivery";
export { AlertProviderType } from "./delivery/flux/alerts-manifest";
export {
  DatabaseAlerts,
  type AlertReceiverArgs,
  type DatabaseAlertsArgs,
} from "./delivery/flux/database-alerts";
export {
  DatabaseKustomization,
  type DatabaseKustomizationArgs,
} from "./delivery/flux/database-kustomization";
export {
  DatabaseSource,
  type DatabaseSourceArgs,
  type SourceVerification,
} from "./delivery/flux/database-source";
export {
  DatabaseNamespace,
  type DatabaseNamespaceArgs,
  type NamespaceLimitsArgs,
} from "./delivery/namespace";
export type { NetworkPoliciesArgs } from "./delivery/network-policies";
export type { QuotaArgs } from "./delivery/quota";
export type { ArgoCdDelivery } from "./delivery/with-argocd";
export type { FluxAlerts, FluxDelivery } from "./delivery/with-flux";
export { ArgoCd, type ArgoCdArgs } from "./engine/argocd";
export type { ArgoCdOidcArgs, ArgoCdRbacArgs } from "./engine/argocd-login";
export type {
  ArgoCdEmailArgs,
  ArgoCdNotificationsArgs,
  ArgoCdSlackArgs,
  ArgoCdTeamsArgs,
  ArgoCdWebhookReceiverArgs,
} from "./engine/argocd-notifications";
export type { ArgoCdWebhookSecrets } from "./engine/argocd-secrets";
export { Trigger } from "./engine/argocd-triggers";
export { EngineProtection } from "./engine/argocd-version";
export { Engine } from "./engine/engine";
export { Flux, type FluxArgs } from "./engine/flux";
export { FluxSize, type FluxStorage } from "./engine/flux-manifest";
export { Environment, environments, SecretsBackend } from "./environments";
export {
  DeletionGuard,
  type DeletionGuardAlertsArgs,
  type DeletionGuardArgs,
  type GuardClock,
  type OperatorAccount,
} from "./guard/deletion-guard";
export { Installation } from "./installation";
export { MariaDbOperator } from "./mariadb/operator";
export type { MariaDbOperatorArgs, OperatorInstallationArgs } from "./mariadb/operator-args";
export { Platform, type PlatformArgs } from "./platform/platform";
export type { PlatformGuardArgs } from "./platform/platform-args";
export { Layer, LayerState, type ProtectionLayer } from "./platform/protection-layers";
export {
  DatabaseCredentials,
  type DatabaseCredentialsArgs,
  type PasswordSealing,
} from "./secrets/database-credentials";
export { ExternalSecret, type ExternalSecretArgs } from "./secrets/external-secret";
export type { ExternalSecretData, GeneratedPassword } from "./secrets/external-secret-manifest";
export { ExternalSecrets, type ExternalSecretsArgs } from "./secrets/external-secrets";
export { allowTokens } from "./secrets/external-secrets-access";
export { SealedSecret, type SealedSecretArgs } from "./secrets/sealed-secret";
export { sealedSecretManifest, type SealedSecretManifestArgs } from "./secrets/sealed-secret-manifest";
export { SealedSecrets } from "./secrets/sealed-secrets";
export type {
  SealedSecretsArgs,
  SealedSecretsInstallationArgs,
  SealingKeyPair,
} from "./secrets/sealed-secrets-args";
export type { ContainerResources } from "./secrets/sealed-secrets-values";
export type { SealingKeyEscrow, SealingKeyEscrowFile } from "./secrets/sealing-key-escrow";
export { SealingScope } from "./secrets/sealing/seal";
export { SecretStore, type SecretStoreArgs } from "./secrets/stores/secret-store";
export {
  CaSource,
  type AwsStoreArgs,
  type CaProvider,
  type GcpStoreArgs,
  type VaultStoreArgs,
} from "./secrets/stores/store-args";
export { charts, versions } from "./versions";
export { WorkloadIdentity, type ServiceAccountReference } from "./workload-identity";
