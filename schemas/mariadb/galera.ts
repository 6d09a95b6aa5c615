/** Galera: every replica has all data and takes part in every commit. */
import { agent, initContainer } from "./agent";
import { choice, duration, flag, int, intOrString, object, text, textMap } from "./build";
import { resources } from "./containers";
import { metadataTemplate } from "./metadata";
import { generatedKeyReference } from "./references";
import { volumeClaimTemplate } from "./volumes";

const recovery = object({
  enabled: flag,
  minClusterSize: intOrString,
  /** The data of this Pod wins over all others, even if it has none: a person's last resort, never a default. */
  forceClusterBootstrapInPod: text,
  clusterMonitorInterval: duration(),
  clusterHealthyTimeout: duration(),
  clusterBootstrapTimeout: duration(),
  clusterUpscaleTimeout: duration(),
  clusterDownscaleTimeout: duration(),
  podRecoveryTimeout: duration(),
  podSyncTimeout: duration(),
  job: object({ metadata: metadataTemplate, resources, podAffinity: flag }),
});

export const galera = object({
  enabled: flag,
  primary: object({
    /** The operator rewrites it at every failover: never declare it in Git. */
    podIndex: int,
    autoFailover: flag,
  }),
  sst: choice(["rsync", "mariabackup", "mysqldump"]),
  replicaThreads: int,
  availableWhenDonor: flag,
  galeraLibPath: text,
  providerOptions: textMap,
  gtidDomainId: int,
  serverId: int,
  replPasswordSecretKeyRef: generatedKeyReference,
  recovery,
  /** Where Galera's own files live; can be set once. */
  config: object({ reuseStorageVolume: flag, volumeClaimTemplate }),
  agent,
  initContainer,
  initJob: object({ metadata: metadataTemplate, resources }),
});
