/** The MariaDB kind: a server, alone, replicated or as a Galera cluster. */
import { Type, type Static } from "typebox";
import { choice, flag, int32, int64, list, object, since, text, textMap, timestamp } from "./build";
import { connectionTemplate } from "./connections";
import { galera, multiCluster, replication } from "./high-availability";
import { azureBlob, logLevel, restoreJob, s3 } from "./jobs";
import {
  generatedKeyReference,
  keyReference,
  localReference,
  metadataTemplate,
  objectReference,
  passwordPlugin,
} from "./metadata";
import {
  affinity,
  containerFields,
  extraContainer,
  imagePullPolicy,
  imagePullSecrets,
  podSecurityContext,
  tolerations,
  topologySpreadConstraints,
} from "./pods";
import {
  exporter,
  podDisruptionBudget,
  rollingUpdate,
  serviceMonitor,
  serviceTemplate,
  tlsFields,
} from "./services";
import { cleanupPolicy } from "./sql";
import { backupVolume, podVolumes, stagingStorage, storage } from "./volumes";

/**
 * Remove it from Git after the first start. A logical source has no guard: if the object is made again over kept
 * volumes, the old dump is loaded over the live data.
 */
const bootstrapFrom = object({
  /** Without a kind, a Backup. */
  backupRef: object({ name: text, kind: text }),
  volumeSnapshotRef: localReference,
  pointInTimeRecoveryRef: localReference,
  s3,
  azureBlob,
  volume: backupVolume,
  /** Unset means `Logical` for s3 and volume: a physical backup there is then not understood. */
  backupContentType: choice(["Logical", "Physical"]),
  targetRecoveryTime: timestamp,
  stagingStorage,
  restoreJob,
  logLevel,
});

/** Passwords, and the database and user that the operator makes with the server. */
const accountFields = {
  rootPasswordSecretKeyRef: generatedKeyReference,
  rootEmptyPassword: flag,
  /** Leave database and username out and write a Database and a User: here the character set is the old `utf8`. */
  database: text,
  username: text,
  passwordSecretKeyRef: generatedKeyReference,
  passwordHashSecretKeyRef: keyReference,
  passwordPlugin,
  cleanupPolicy,
};

const connectionFields = {
  connection: connectionTemplate,
  primaryConnection: connectionTemplate,
  secondaryConnection: connectionTemplate,
  service: serviceTemplate,
  primaryService: serviceTemplate,
  secondaryService: serviceTemplate,
  servicePorts: list(object({ name: text, port: int32 }, ["name", "port"])),
};

/** What the Pods of the StatefulSet look like. */
const podFields = {
  ...containerFields,
  image: text,
  imagePullPolicy,
  imagePullSecrets,
  affinity,
  topologySpreadConstraints,
  tolerations,
  nodeSelector: textMap,
  priorityClassName: text,
  podMetadata: metadataTemplate,
  podSecurityContext,
  serviceAccountName: text,
  initContainers: list(extraContainer),
  sidecarContainers: list(extraContainer),
  volumes: podVolumes,
  terminationGracePeriodSeconds: int64,
  enableServiceLinks: flag,
};

/** How the server changes: updates, maintenance, disruptions. */
const operationFields = {
  updateStrategy: object({
    type: choice(["ReplicasFirstPrimaryLast", "RollingUpdate", "OnDelete", "Never"], {
      default: "ReplicasFirstPrimaryLast",
    }),
    rollingUpdate,
    autoUpdateDataPlane: flag,
    /** Set it before the image of a new major version: it migrates the system tables, and there is no way back. */
    mariadbAutoUpgradeEnabled: since("26.10.1", flag),
  }),
  podDisruptionBudget,
  maintenance: object({
    enabled: flag,
    cordon: flag,
    drainConnections: flag,
    drainGracePeriodSeconds: Type.Integer({ default: 30 }),
    readOnly: flag,
  }),
  /** Stops the operator, not the server; physical backups stop too. */
  suspend: Type.Boolean({ default: false }),
};

const quorum = {
  rule: "!has(self.galera) || !self.galera.enabled || (self.replicas % 2 == 1 || self.replicasAllowEvenNumber)",
  message:
    "An odd number of MariaDB instances (mariadb.spec.replicas) is required to avoid split brain situations for " +
    "Galera. Use 'mariadb.spec.replicasAllowEvenNumber: true' to disable this validation.",
};

export const mariaDBSpec = object(
  {
    ...accountFields,
    ...connectionFields,
    ...podFields,
    ...operationFields,
    /** More than one needs `replication` or `galera`; there is no scale to 0. */
    replicas: Type.Integer({ format: "int32", default: 1 }),
    replicasAllowEvenNumber: Type.Boolean({ default: false }),
    port: Type.Integer({ format: "int32", default: 3306 }),
    storage,
    myCnf: text,
    myCnfConfigMapKeyRef: keyReference,
    timeZone: text,
    tls: object(tlsFields),
    metrics: object({
      enabled: flag,
      exporter,
      serviceMonitor,
      username: text,
      passwordSecretKeyRef: generatedKeyReference,
    }),
    replication,
    galera,
    multiCluster,
    maxScaleRef: objectReference,
    bootstrapFrom,
    pointInTimeRecoveryRef: localReference,
    inheritMetadata: metadataTemplate,
  },
  [],
  { "x-kubernetes-validations": [quorum] },
);

export type MariaDBSpec = Static<typeof mariaDBSpec>;
