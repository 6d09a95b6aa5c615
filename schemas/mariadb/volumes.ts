/** Volumes and claims: the operator's cut of Kubernetes' volume types, and the data volumes of a MariaDB. */
import { Type } from "typebox";
import { atomicTexts, flag, int32, list, object, quantity, text, textMap } from "./build";
import { localReference, metadataTemplate } from "./metadata";
import { atomicSelector, resources } from "./pods";

const claimFields = { accessModes: atomicTexts, resources, selector: atomicSelector, storageClassName: text };

export const persistentVolumeClaim = object(claimFields);
export const volumeClaimTemplate = object({ metadata: metadataTemplate, ...claimFields });

const volumeSourceFields = {
  csi: object(
    {
      driver: text,
      fsType: text,
      nodePublishSecretRef: localReference,
      readOnly: flag,
      volumeAttributes: textMap,
    },
    ["driver"],
  ),
  emptyDir: object({ medium: text, sizeLimit: quantity }),
  hostPath: object({ path: text, type: text }, ["path"]),
  nfs: object({ server: text, path: text, readOnly: flag }, ["server", "path"]),
  persistentVolumeClaim: object({ claimName: text, readOnly: flag }, ["claimName"]),
};

/** A volume that holds backups; an emptyDir loses them with the Pod. */
export const backupVolume = object(volumeSourceFields);

/** Where a backup waits between the database and its store; unset means an emptyDir on the node's own disk. */
export const stagingStorage = object({ persistentVolumeClaim, volume: backupVolume });

const podVolume = object(
  {
    name: text,
    ...volumeSourceFields,
    configMap: object({ name: Type.String({ default: "" }), defaultMode: int32 }),
    ephemeral: object({ volumeClaimTemplate }),
    secret: object({ secretName: text, defaultMode: int32 }),
  },
  ["name"],
);

/** Volumes that the Pods mount beside those that the operator makes. */
export const podVolumes = list(podVolume);

// The data volumes of a MariaDB.

export const storage = object({
  /** It can grow, never shrink. */
  size: quantity,
  /** Immutable. Its reclaim policy should be `Retain`. */
  storageClassName: text,
  /** An ephemeral volume dies with its Pod. */
  ephemeral: flag,
  resizeInUseVolumes: flag,
  waitForVolumeResize: flag,
  /** Do not set it beside `size`: the operator then rewrites the template whenever the size changes. */
  volumeClaimTemplate,
  /**
   * Read only when the StatefulSet is made: a later change does not reach the live claims. Unset means that claims
   * are kept.
   */
  pvcRetentionPolicy: object({ whenDeleted: text, whenScaled: text }),
});
