import { mariadbGroup } from "../../safety/kinds";

/** Fields of one kind, as paths with their keys separated by dots; four keys at most. */
type Fields = Readonly<Record<string, readonly string[]>>;

const sqlFields = ["spec.cleanupPolicy", "spec.name", "spec.mariaDbRef"];
const backupFields = [
  "spec.maxRetention",
  "spec.mariaDbRef",
  "spec.schedule.cron",
  "spec.schedule.suspend",
  "spec.storage.s3",
  "spec.storage.persistentVolumeClaim",
  "spec.storage.volume",
  "status.conditions",
];

/** The operator's kinds. Without the conditions of a Restore the operator would run it again. */
const operatorFields: Fields = {
  mariadbs: [
    "spec.cleanupPolicy",
    "spec.rootPasswordSecretKeyRef",
    "spec.bootstrapFrom",
    "spec.galera",
    "spec.replication",
    "spec.storage.size",
    "spec.storage.ephemeral",
    "spec.storage.storageClassName",
    "spec.storage.volumeClaimTemplate",
    "spec.storage.pvcRetentionPolicy.whenDeleted",
    "spec.storage.pvcRetentionPolicy.whenScaled",
    "status.conditions",
  ],
  databases: sqlFields,
  users: sqlFields,
  grants: sqlFields,
  backups: backupFields,
  physicalbackups: backupFields,
  pointintimerecoveries: ["spec.physicalBackupRef", "spec.storage"],
  restores: ["status.conditions"],
};

/**
 * CRDs of others whose deletion takes data, credentials or guarded objects with it, and their fields that keep these.
 * The deletion of a CRD deletes its objects: an ApplicationSet's Applications, a Kustomization's inventory, a
 * HelmRelease's release, the Secrets of a SealedSecret or an ExternalSecret, what a PushSecret pushed, a snapshot.
 */
const otherFields: Fields = {
  "applications.argoproj.io": [
    "spec.project",
    "spec.syncPolicy.syncOptions",
    "spec.syncPolicy.automated.prune",
    "spec.syncPolicy.automated.allowEmpty",
  ],
  "applicationsets.argoproj.io": [
    "spec.syncPolicy.preserveResourcesOnDeletion",
    "spec.syncPolicy.applicationsSync",
  ],
  "appprojects.argoproj.io": ["spec.destinationServiceAccounts"],
  "kustomizations.kustomize.toolkit.fluxcd.io": [
    "spec.prune",
    "spec.force",
    "spec.deletionPolicy",
    "spec.serviceAccountName",
  ],
  "helmreleases.helm.toolkit.fluxcd.io": [
    "spec.releaseName",
    "spec.targetNamespace",
    "spec.storageNamespace",
    "spec.serviceAccountName",
    "spec.install.remediation.retries",
    "spec.upgrade.remediation.strategy",
    "spec.upgrade.chartNameChangeStrategy",
  ],
  "sealedsecrets.bitnami.com": ["spec.encryptedData", "spec.template"],
  "externalsecrets.external-secrets.io": ["spec.target.creationPolicy", "spec.target.deletionPolicy"],
  "clusterexternalsecrets.external-secrets.io": ["spec.externalSecretSpec"],
  "pushsecrets.external-secrets.io": ["spec.deletionPolicy"],
  "clusterpushsecrets.external-secrets.io": ["spec.pushSecretSpec"],
  "volumesnapshots.snapshot.storage.k8s.io": ["spec.source"],
  "volumesnapshotcontents.snapshot.storage.k8s.io": ["spec.deletionPolicy", "spec.source"],
  "volumegroupsnapshots.groupsnapshot.storage.k8s.io": ["spec.source"],
  "volumegroupsnapshotcontents.groupsnapshot.storage.k8s.io": ["spec.deletionPolicy", "spec.source"],
};

/** Names of the guarded CRDs that are not the operator's. */
export const otherDefinitions: readonly string[] = Object.keys(otherFields);

/** The fields by which data is kept, by the name of the CRD. */
export const keepingFields: Fields = {
  ...Object.fromEntries(
    Object.entries(operatorFields).map(([plural, fields]) => [`${plural}.${mariadbGroup}`, fields]),
  ),
  ...otherFields,
};
