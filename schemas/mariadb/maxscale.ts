/** The MaxScale kind: a proxy before one or more servers. */
import { Type, type Static } from "typebox";
import { choice, duration, flag, int32, list, object, since, text, textMap, texts } from "./build";
import { connectionTemplate } from "./connections";
import {
  generatedKeyReference,
  issuerReference,
  localReference,
  mariaDbReference,
  metadataTemplate,
} from "./metadata";
import {
  affinity,
  containerFields,
  imagePullPolicy,
  imagePullSecrets,
  podSecurityContext,
  tolerations,
  topologySpreadConstraints,
} from "./pods";
import { exporter, podDisruptionBudget, rollingUpdate, serviceMonitor, serviceTemplate } from "./services";
import { podVolumes, volumeClaimTemplate } from "./volumes";

const suspend = Type.Boolean({ default: false });

const server = object(
  { name: text, address: text, port: int32, protocol: text, maintenance: flag, params: textMap },
  ["name", "address"],
);

const listener = object({ name: text, port: int32, protocol: text, params: textMap, suspend }, ["port"]);

/** It acts only in the services that name it. */
const filter = object({ name: text, module: text, params: textMap }, ["name", "module"]);

const service = object(
  {
    name: text,
    router: choice(["readwritesplit", "readconnroute"]),
    listener,
    params: textMap,
    /** Names of `spec.filters`, in the order in which they act. */
    filters: since("26.10.1", texts),
    suspend,
  },
  ["name", "router", "listener"],
);

const monitor = object({
  name: text,
  module: text,
  interval: duration(),
  cooperativeMonitoring: choice(["majority_of_all", "majority_of_running"]),
  params: textMap,
  suspend,
});

/** The SQL users of MaxScale; with `generate` the operator makes them. */
const auth = object({
  generate: flag,
  adminUsername: text,
  adminPasswordSecretKeyRef: generatedKeyReference,
  deleteDefaultAdmin: flag,
  metricsUsername: text,
  metricsPasswordSecretKeyRef: generatedKeyReference,
  clientUsername: text,
  clientPasswordSecretKeyRef: generatedKeyReference,
  clientMaxConnections: int32,
  serverUsername: text,
  serverPasswordSecretKeyRef: generatedKeyReference,
  serverMaxConnections: int32,
  monitorUsername: text,
  monitorPasswordSecretKeyRef: generatedKeyReference,
  monitorMaxConnections: int32,
  syncUsername: text,
  syncPasswordSecretKeyRef: generatedKeyReference,
  syncMaxConnections: int32,
});

const tls = object({
  enabled: flag,
  adminCASecretRef: localReference,
  adminCertSecretRef: localReference,
  adminCertIssuerRef: issuerReference,
  listenerCASecretRef: localReference,
  listenerCertSecretRef: localReference,
  listenerCertIssuerRef: issuerReference,
  serverCASecretRef: localReference,
  serverCertSecretRef: localReference,
  verifyPeerCertificate: flag,
  verifyPeerHost: flag,
  replicationSSLEnabled: flag,
});

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
  volumes: since("26.10.1", podVolumes),
  podMetadata: metadataTemplate,
  podSecurityContext,
  serviceAccountName: text,
  enableServiceLinks: flag,
};

export const maxScaleSpec = object({
  ...podFields,
  /** Either a MariaDB, or servers and a monitor module. */
  mariaDbRef: mariaDbReference,
  servers: list(server),
  services: list(service),
  filters: since("26.10.1", list(filter)),
  monitor,
  primaryServer: text,
  admin: object({ port: int32, guiEnabled: flag }),
  auth,
  tls,
  config: object({
    params: textMap,
    sync: object({ database: text, interval: duration(), timeout: duration() }),
    volumeClaimTemplate,
  }),
  connection: connectionTemplate,
  kubernetesService: serviceTemplate,
  guiKubernetesService: serviceTemplate,
  metrics: object({ enabled: flag, exporter, serviceMonitor }),
  replicas: Type.Integer({ format: "int32", default: 1 }),
  podDisruptionBudget,
  updateStrategy: object({ type: text, rollingUpdate }),
  maintenance: object({ enabled: flag, cordon: flag }),
  requeueInterval: duration(),
  inheritMetadata: metadataTemplate,
  suspend,
});

export type MaxScaleSpec = Static<typeof maxScaleSpec>;
