/** The MariaDB kind: a server, alone, replicated or as a Galera cluster. */
import { Type, type Static } from "typebox";
import { affinity, tolerations, topologySpreadConstraints } from "./affinity";
import { bootstrapFrom } from "./bootstrap";
import { choice, flag, int32, int64, list, object, since, text, textMap } from "./build";
import { connectionTemplate } from "./connection-template";
import { containerFields, extraContainer, imagePullPolicy, imagePullSecrets } from "./containers";
import { galera } from "./galera";
import { metadataTemplate } from "./metadata";
import { exporter, serviceMonitor } from "./metrics";
import {
  generatedKeyReference,
  keyReference,
  localReference,
  objectReference,
  passwordPlugin,
} from "./references";
import { multiCluster, replication } from "./replication";
import { podSecurityContext } from "./security";
import { podDisruptionBudget, rollingUpdate, serviceTemplate } from "./services";
import { cleanupPolicy } from "./sql-objects";
import { storage } from "./storage";
import { tlsFields } from "./tls";
import { podVolumes } from "./volumes";

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
