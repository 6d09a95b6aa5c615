/** Pods: the operator's cut of Kubernetes' types for containers, security contexts and scheduling. */
import {
  atomicList,
  atomicTexts,
  choice,
  flag,
  int32,
  int64,
  intOrString,
  list,
  map,
  object,
  quantity,
  text,
  textMap,
  texts,
} from "./build";
import { keyReference, localReference } from "./metadata";

// What Pods and containers may do: the operator's cut of Kubernetes' security contexts.

const profile = object({ type: text, localhostProfile: text }, ["type"]);

export const podSecurityContext = object({
  appArmorProfile: profile,
  fsGroup: int64,
  fsGroupChangePolicy: text,
  runAsGroup: int64,
  runAsNonRoot: flag,
  runAsUser: int64,
  seLinuxOptions: object({ level: text, role: text, type: text, user: text }),
  seccompProfile: profile,
  supplementalGroups: atomicList(int64),
});

export const securityContext = object({
  allowPrivilegeEscalation: flag,
  capabilities: object({ add: atomicTexts, drop: atomicTexts }),
  privileged: flag,
  readOnlyRootFilesystem: flag,
  runAsGroup: int64,
  runAsNonRoot: flag,
  runAsUser: int64,
});

// Containers and what they need.

export const imagePullPolicy = choice(["Always", "Never", "IfNotPresent"]);
export const imagePullSecrets = list(localReference);

/** CPU and memory. There are no claims: the operator leaves them out. */
export const resources = object({ limits: map(quantity), requests: map(quantity) });

const fieldReference = object({ apiVersion: text, fieldPath: text }, ["fieldPath"], {
  "x-kubernetes-map-type": "atomic",
});

const environmentVariable = object(
  {
    name: text,
    value: text,
    valueFrom: object({
      configMapKeyRef: keyReference,
      fieldRef: fieldReference,
      secretKeyRef: keyReference,
    }),
  },
  ["name"],
);

const env = list(environmentVariable);
const envFrom = list(object({ prefix: text, configMapRef: localReference, secretRef: localReference }));

const volumeMount = object({ name: text, mountPath: text, subPath: text, readOnly: flag }, [
  "name",
  "mountPath",
]);

const volumeMounts = list(volumeMount);

const exec = object({ command: atomicTexts });
const httpGet = object({ host: text, path: text, port: intOrString, scheme: text }, ["port"]);
const lifecycleHandler = object({ exec, httpGet, sleep: object({ seconds: int64 }) });

const lifecycle = object({ postStart: lifecycleHandler, preStop: lifecycleHandler });

const probe = object({
  exec,
  httpGet,
  tcpSocket: object({ host: text, port: intOrString }, ["port"]),
  initialDelaySeconds: int32,
  periodSeconds: int32,
  timeoutSeconds: int32,
  successThreshold: int32,
  failureThreshold: int32,
});

/** The fields of the main container of a StatefulSet; MariaDB and MaxScale carry them in their spec. */
export const containerFields = {
  command: texts,
  args: texts,
  env,
  envFrom,
  lifecycle,
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  resources,
  securityContext,
  volumeMounts,
};

/** A container that runs beside or before MariaDB. */
export const extraContainer = object(
  { name: text, image: text, imagePullPolicy, command: texts, args: texts, env, resources, volumeMounts },
  ["image"],
);

// Where Pods may run: the operator's cut of Kubernetes' scheduling types (it has no `podAffinity`).

const expression = object({ key: text, operator: text, values: atomicTexts }, ["key", "operator"]);
const expressions = atomicList(expression);

/** A label selector that server-side apply replaces as a whole. */
export const atomicSelector = object({ matchLabels: textMap, matchExpressions: expressions }, [], {
  "x-kubernetes-map-type": "atomic",
});

const nodeSelectorTerm = object({ matchExpressions: expressions, matchFields: expressions });

const nodeAffinity = object({
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    object({ weight: int32, preference: nodeSelectorTerm }, ["weight", "preference"]),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: object(
    { nodeSelectorTerms: atomicList(nodeSelectorTerm) },
    ["nodeSelectorTerms"],
  ),
});

const podAffinityTerm = object(
  { labelSelector: object({ matchLabels: textMap, matchExpressions: expressions }), topologyKey: text },
  ["topologyKey"],
);

const podAntiAffinity = object({
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    object({ weight: int32, podAffinityTerm }, ["weight", "podAffinityTerm"]),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: atomicList(podAffinityTerm),
});

/** `antiAffinityEnabled: true` is the short form of one Pod per node; it cannot be changed later. */
export const affinity = object({ antiAffinityEnabled: flag, nodeAffinity, podAntiAffinity });

const toleration = object({ key: text, operator: text, value: text, effect: text, tolerationSeconds: int64 });

export const tolerations = list(toleration);

const topologySpreadConstraint = object(
  {
    maxSkew: int32,
    topologyKey: text,
    whenUnsatisfiable: text,
    labelSelector: atomicSelector,
    matchLabelKeys: texts,
    minDomains: int32,
    nodeAffinityPolicy: text,
    nodeTaintsPolicy: text,
  },
  ["maxSkew", "topologyKey", "whenUnsatisfiable"],
);

export const topologySpreadConstraints = list(topologySpreadConstraint);
