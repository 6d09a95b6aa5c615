/** Object stores outside the cluster that keep backups. */
import { flag, object, text } from "./build";
import { keyReference } from "./references";

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
