/** What Backup, PhysicalBackup, Restore and SqlJob have in common, and the object stores that keep backups. */
import { Type } from "typebox";
import { choice, flag, int32, object, since, text, textMap, texts, wordsSince } from "./build";
import { keyReference, metadataTemplate } from "./metadata";
import {
  affinity,
  imagePullSecrets,
  podSecurityContext,
  resources,
  securityContext,
  tolerations,
} from "./pods";

const levels = ["debug", "info", "warn", "error", "dpanic", "panic", "fatal"] as const;

export const logLevel = choice(levels, { default: "info" });
export const compressionFields = {
  compression: choice(["none", "bzip2", "gzip", "zstd"], wordsSince({ zstd: "26.10.0" })),
  /** The most CPU threads that compress at the same time. */
  compressionThreads: since("26.10.0", Type.Integer({ minimum: 0 })),
};

const historyLimit = Type.Integer({ format: "int32", minimum: 0 });

/** How many finished Jobs stay for reading; 0 keeps none. */
export const historyLimits = {
  successfulJobsHistoryLimit: historyLimit,
  failedJobsHistoryLimit: historyLimit,
};

/** Retries before a Job counts as failed; the operator fills in 5 for backups. */
export const backoffLimit = int32;
export const backoffLimitOfFive = Type.Integer({ format: "int32", default: 5 });

/** The Pod of a Job that may run on any node. `PhysicalBackup` places its own Pods, so it has no affinity. */
export const jobPodFields = {
  args: texts,
  imagePullSecrets,
  inheritMetadata: metadataTemplate,
  podMetadata: metadataTemplate,
  podSecurityContext,
  priorityClassName: text,
  resources,
  restartPolicy: choice(["Always", "OnFailure", "Never"], { default: "OnFailure" }),
  securityContext,
  serviceAccountName: text,
  tolerations,
};

export const placementFields = { affinity, nodeSelector: textMap };

/** When a Job repeats. `suspend: true` keeps the object and runs nothing. */
export const schedule = object({ cron: text, suspend: Type.Boolean({ default: false }) }, ["cron"]);

/** The Job that the operator makes to fill a new server from a backup. */
export const restoreJob = object({
  args: texts,
  metadata: metadataTemplate,
  resources,
  tolerations,
  ...placementFields,
});

// Object stores outside the cluster that keep backups.

const storeTls = object({ enabled: flag, caSecretKeyRef: keyReference });

/**
 * A bucket. `endpoint` has no scheme (`s3.eu-west-1.amazonaws.com`), and the connection is plain HTTP unless
 * `tls.enabled` is true. Leave the keys out to use the identity of the Job's ServiceAccount.
 */
export const s3 = object(
  {
    bucket: text,
    endpoint: text,
    region: text,
    prefix: text,
    accessKeyIdSecretKeyRef: keyReference,
    secretAccessKeySecretKeyRef: keyReference,
    sessionTokenSecretKeyRef: keyReference,
    ssec: object({ customerKeySecretKeyRef: keyReference }, ["customerKeySecretKeyRef"]),
    tls: storeTls,
  },
  ["bucket", "endpoint"],
);

export const azureBlob = object(
  {
    containerName: text,
    serviceURL: text,
    prefix: text,
    storageAccountName: text,
    storageAccountKey: keyReference,
    tls: storeTls,
  },
  ["containerName", "serviceURL"],
);
