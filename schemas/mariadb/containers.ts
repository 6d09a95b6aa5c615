/** Containers and what they need: the operator's cut of Kubernetes' container types. */
import {
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
  texts,
} from "./build";
import { keyReference, localReference } from "./references";
import { securityContext } from "./security";

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

export const env = list(environmentVariable);
export const envFrom = list(
  object({ prefix: text, configMapRef: localReference, secretRef: localReference }),
);

const volumeMount = object({ name: text, mountPath: text, subPath: text, readOnly: flag }, [
  "name",
  "mountPath",
]);

export const volumeMounts = list(volumeMount);

const exec = object({ command: atomicTexts });
const httpGet = object({ host: text, path: text, port: intOrString, scheme: text }, ["port"]);
const lifecycleHandler = object({ exec, httpGet, sleep: object({ seconds: int64 }) });

export const lifecycle = object({ postStart: lifecycleHandler, preStop: lifecycleHandler });

export const probe = object({
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
