// Written by docs/rule-index.ts from the files of this folder. Do not edit.
import type { Rule } from "../rule";
import { allowEmptyFalse } from "./allow-empty-false";
import { allowedDestinations } from "./allowed-destinations";
import { antiAffinityAndPdb } from "./anti-affinity-and-pdb";
import { appKeepsObjects } from "./app-keeps-objects";
import { applicationFields } from "./application-fields";
import { applicationsetKeepsApplications } from "./applicationset-keeps-applications";
import { applicationsetProjectName } from "./applicationset-project-name";
import { appliedMigrationKept } from "./applied-migration-kept";
import { argocdImpersonation } from "./argocd-impersonation";
import { argocdNamespace } from "./argocd-namespace";
import { argocdNoExec } from "./argocd-no-exec";
import { argocdNoReplace } from "./argocd-no-replace";
import { argocdPartOf } from "./argocd-part-of";
import { argocdTracking } from "./argocd-tracking";
import { backupBucketKept } from "./backup-bucket-kept";
import { backupInterval } from "./backup-interval";
import { backupJobSound } from "./backup-job-sound";
import { backupOffCluster } from "./backup-off-cluster";
import { backupOwnPlace } from "./backup-own-place";
import { backupRequired } from "./backup-required";
import { backupRestartNever } from "./backup-restart-never";
import { backupScheduleKept } from "./backup-schedule-kept";
import { backupValid } from "./backup-valid";
import { backupWhole } from "./backup-whole";
import { binaryLogsBounded } from "./binary-logs-bounded";
import { chartKeepsData } from "./chart-keeps-data";
import { chartPinned } from "./chart-pinned";
import { chartReleasePinned } from "./chart-release-pinned";
import { chartRepositoryMaintained } from "./chart-repository-maintained";
import { claimTemplatesProtected } from "./claim-templates-protected";
import { cleanupPolicySkip } from "./cleanup-policy-skip";
import { crashSafeSettings } from "./crash-safe-settings";
import { cronJobBounded } from "./cron-job-bounded";
import { databaseCharset } from "./database-charset";
import { databaseServiceInternal } from "./database-service-internal";
import { databasesNotAggregated } from "./databases-not-aggregated";
import { dbAppNoCascadeFinalizer } from "./db-app-no-cascade-finalizer";
import { dbAppNoPrune } from "./db-app-no-prune";
import { deliveryKept } from "./delivery-kept";
import { disruptionBudgetSane } from "./disruption-budget-sane";
import { exceptionValidAmong } from "./exception-valid";
import { externalSecretOwnKeys } from "./external-secret-own-keys";
import { externalSecretRefresh } from "./external-secret-refresh";
import { failOnSharedResource } from "./fail-on-shared-resource";
import { fluxNoCrossNamespace } from "./flux-no-cross-namespace";
import { fluxServiceAccount } from "./flux-service-account";
import { forbiddenSyncOptions } from "./forbidden-sync-options";
import { galeraQuorum } from "./galera-quorum";
import { galeraRecoveryByHand } from "./galera-recovery-by-hand";
import { grantLeastPrivilege } from "./grant-least-privilege";
import { grantNamesPrivileges } from "./grant-names-privileges";
import { helmChartNameInPlace } from "./helm-chart-name-in-place";
import { helmDriftShown } from "./helm-drift-shown";
import { helmReleaseGentle } from "./helm-release-gentle";
import { helmReleaseNoTakeover } from "./helm-release-no-takeover";
import { helmReleaseNoUninstall } from "./helm-release-no-uninstall";
import { hookInputsEarlier } from "./hook-inputs-earlier";
import { imageNoDowngrade } from "./image-no-downgrade";
import { imagePinned } from "./image-pinned";
import { imageRegistryAllowed } from "./image-registry-allowed";
import { immutableFields } from "./immutable-fields";
import { keptByArgoCd } from "./kept-by-argo-cd";
import { keptByFlux } from "./kept-by-flux";
import { kustomizeKeepsSelectors } from "./kustomize-keeps-selectors";
import { mariadbApiGroup } from "./mariadb-api-group";
import { mariadbUnknownFields } from "./mariadb-unknown-fields";
import { migrationJobSafety } from "./migration-job-safety";
import { migrationKeptForInspection } from "./migration-kept-for-inspection";
import { namespaceNotRetargeted } from "./namespace-not-retargeted";
import { namespaceProtected } from "./namespace-protected";
import { networkPolicyPresent } from "./network-policy-present";
import { noConfirmationInGit } from "./no-confirmation-in-git";
import { noDataObjectRemoved } from "./no-data-object-removed";
import { noDbCanaryOrHpa } from "./no-db-canary-or-hpa";
import { noDropByDiff } from "./no-drop-by-diff";
import { noEmptyRootPassword } from "./no-empty-root-password";
import { noEphemeralData } from "./no-ephemeral-data";
import { noFluxForce } from "./no-flux-force";
import { noHandFinalizers } from "./no-hand-finalizers";
import { noHookOnData } from "./no-hook-on-data";
import { noHostPath } from "./no-host-path";
import { noInitialDatabase } from "./no-initial-database";
import { noLateBootstrap } from "./no-late-bootstrap";
import { noPasswordVariable } from "./no-password-variable";
import { noPlainSecrets } from "./no-plain-secrets";
import { noPrimaryPodIndex } from "./no-primary-pod-index";
import { noPruneOnData } from "./no-prune-on-data";
import { noRestoreAtStart } from "./no-restore-at-start";
import { noRestoreInGit } from "./no-restore-in-git";
import { noSecretInConfig } from "./no-secret-in-config";
import { noSecretInValues } from "./no-secret-in-values";
import { noSqlJobInGit } from "./no-sql-job-in-git";
import { noStatefulsetHealthOverride } from "./no-statefulset-health-override";
import { noTrackingCopied } from "./no-tracking-copied";
import { noUnreplicatedReplicas } from "./no-unreplicated-replicas";
import { oneDeliveryPerPath } from "./one-delivery-per-path";
import { oneSecretProducer } from "./one-secret-producer";
import { oneStorageSize } from "./one-storage-size";
import { operatorCrdsSeparate } from "./operator-crds-separate";
import { passwordSourceKept } from "./password-source-kept";
import { pinnedRevision } from "./pinned-revision";
import { prodManualSync } from "./prod-manual-sync";
import { projectClusterKinds } from "./project-cluster-kinds";
import { projectImpersonates } from "./project-impersonates";
import { projectNoWildcards } from "./project-no-wildcards";
import { projectRequired } from "./project-required";
import { projectRolesCannotDelete } from "./project-roles-cannot-delete";
import { projectSyncWindow } from "./project-sync-window";
import { promotionMigrationsRan } from "./promotion-migrations-ran";
import { promotionSameImage } from "./promotion-same-image";
import { protectProductionData } from "./protect-production-data";
import { protectionKept } from "./protection-kept";
import { pruneLast } from "./prune-last";
import { pvcRetain } from "./pvc-retain";
import { rbacCannotDelete } from "./rbac-cannot-delete";
import { referencesResolve } from "./references-resolve";
import { replicasAllowDisruption } from "./replicas-allow-disruption";
import { resourcesRequired } from "./resources-required";
import { respectIgnoreDifferences } from "./respect-ignore-differences";
import { retryBounded } from "./retry-bounded";
import { rootPasswordFromSecret } from "./root-password-from-secret";
import { scheduleValid } from "./schedule-valid";
import { sealedSecretScope } from "./sealed-secret-scope";
import { sealingKeyProtected } from "./sealing-key-protected";
import { secretOutlivesProducer } from "./secret-outlives-producer";
import { secretWatchLabel } from "./secret-watch-label";
import { secretsReadByName } from "./secrets-read-by-name";
import { semiSyncAfterSync } from "./semi-sync-after-sync";
import { serverDefaultsKept } from "./server-defaults-kept";
import { serverHasVolume } from "./server-has-volume";
import { serverNotSuspended } from "./server-not-suspended";
import { serverTlsRequired } from "./server-tls-required";
import { singleWriterVolumes } from "./single-writer-volumes";
import { sqlIdentifiers } from "./sql-identifiers";
import { stagingNoSelfheal } from "./staging-no-selfheal";
import { statefulSetHeadlessService } from "./stateful-set-headless-service";
import { storageClassNamed } from "./storage-class-named";
import { storageNoShrink } from "./storage-no-shrink";
import { syncAccountCannotDelete } from "./sync-account-cannot-delete";
import { syncOptionsKnown } from "./sync-options-known";
import { topologyKept } from "./topology-kept";
import { trustedSources } from "./trusted-sources";
import { uniqueDeliveries } from "./unique-deliveries";
import { uniqueSqlNames } from "./unique-sql-names";
import { volumeMountsNamed } from "./volume-mounts-named";
import { waitAndTimeout } from "./wait-and-timeout";
import { waveOrder } from "./wave-order";

const others: readonly Rule[] = [
  allowEmptyFalse,
  allowedDestinations,
  antiAffinityAndPdb,
  appKeepsObjects,
  applicationFields,
  applicationsetKeepsApplications,
  applicationsetProjectName,
  appliedMigrationKept,
  argocdImpersonation,
  argocdNamespace,
  argocdNoExec,
  argocdNoReplace,
  argocdPartOf,
  argocdTracking,
  backupBucketKept,
  backupInterval,
  backupJobSound,
  backupOffCluster,
  backupOwnPlace,
  backupRequired,
  backupRestartNever,
  backupScheduleKept,
  backupValid,
  backupWhole,
  binaryLogsBounded,
  chartKeepsData,
  chartPinned,
  chartReleasePinned,
  chartRepositoryMaintained,
  claimTemplatesProtected,
  cleanupPolicySkip,
  crashSafeSettings,
  cronJobBounded,
  databaseCharset,
  databaseServiceInternal,
  databasesNotAggregated,
  dbAppNoCascadeFinalizer,
  dbAppNoPrune,
  deliveryKept,
  disruptionBudgetSane,
  externalSecretOwnKeys,
  externalSecretRefresh,
  failOnSharedResource,
  fluxNoCrossNamespace,
  fluxServiceAccount,
  forbiddenSyncOptions,
  galeraQuorum,
  galeraRecoveryByHand,
  grantLeastPrivilege,
  grantNamesPrivileges,
  helmChartNameInPlace,
  helmDriftShown,
  helmReleaseGentle,
  helmReleaseNoTakeover,
  helmReleaseNoUninstall,
  hookInputsEarlier,
  imageNoDowngrade,
  imagePinned,
  imageRegistryAllowed,
  immutableFields,
  keptByArgoCd,
  keptByFlux,
  kustomizeKeepsSelectors,
  mariadbApiGroup,
  mariadbUnknownFields,
  migrationJobSafety,
  migrationKeptForInspection,
  namespaceNotRetargeted,
  namespaceProtected,
  networkPolicyPresent,
  noConfirmationInGit,
  noDataObjectRemoved,
  noDbCanaryOrHpa,
  noDropByDiff,
  noEmptyRootPassword,
  noEphemeralData,
  noFluxForce,
  noHandFinalizers,
  noHookOnData,
  noHostPath,
  noInitialDatabase,
  noLateBootstrap,
  noPasswordVariable,
  noPlainSecrets,
  noPrimaryPodIndex,
  noPruneOnData,
  noRestoreAtStart,
  noRestoreInGit,
  noSecretInConfig,
  noSecretInValues,
  noSqlJobInGit,
  noStatefulsetHealthOverride,
  noTrackingCopied,
  noUnreplicatedReplicas,
  oneDeliveryPerPath,
  oneSecretProducer,
  oneStorageSize,
  operatorCrdsSeparate,
  passwordSourceKept,
  pinnedRevision,
  prodManualSync,
  projectClusterKinds,
  projectImpersonates,
  projectNoWildcards,
  projectRequired,
  projectRolesCannotDelete,
  projectSyncWindow,
  promotionMigrationsRan,
  promotionSameImage,
  protectProductionData,
  protectionKept,
  pruneLast,
  pvcRetain,
  rbacCannotDelete,
  referencesResolve,
  replicasAllowDisruption,
  resourcesRequired,
  respectIgnoreDifferences,
  retryBounded,
  rootPasswordFromSecret,
  scheduleValid,
  sealedSecretScope,
  sealingKeyProtected,
  secretOutlivesProducer,
  secretWatchLabel,
  secretsReadByName,
  semiSyncAfterSync,
  serverDefaultsKept,
  serverHasVolume,
  serverNotSuspended,
  serverTlsRequired,
  singleWriterVolumes,
  sqlIdentifiers,
  stagingNoSelfheal,
  statefulSetHeadlessService,
  storageClassNamed,
  storageNoShrink,
  syncAccountCannotDelete,
  syncOptionsKnown,
  topologyKept,
  trustedSources,
  uniqueDeliveries,
  uniqueSqlNames,
  volumeMountsNamed,
  waitAndTimeout,
  waveOrder,
];

/** The rule about exceptions from the others. */
export const exceptionValid = exceptionValidAmong(others.map(({ id }) => id));

/** All rules by name. */
export const rules: readonly Rule[] = [...others, exceptionValid].sort((a, b) => (a.id < b.id ? -1 : 1));
