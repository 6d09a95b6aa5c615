/** Labels and annotations, and references to other objects. */
import { Type } from "typebox";
import { flag, int64, list, object, openObject, text, textMap, texts } from "./build";

/** Labels and annotations that the operator adds to objects of its own. */
export const metadataTemplate = object({ labels: textMap, annotations: textMap });

const ownerReference = object(
  { apiVersion: text, kind: text, name: text, uid: text, controller: flag, blockOwnerDeletion: flag },
  ["apiVersion", "kind", "name", "uid"],
);

/** `kubectl create --dry-run` and exports write this field as null. */
const writtenByTheServer = Type.Unsafe<string | null>({ type: "string", nullable: true });

/**
 * The metadata of a custom resource. The API server knows it by itself, so it is in no CustomResourceDefinition; it is
 * checked here because a misspelt `annotations` silently takes the protection against deletion away.
 */
export const objectMeta = object({
  name: text,
  generateName: text,
  namespace: text,
  labels: textMap,
  annotations: textMap,
  finalizers: texts,
  ownerReferences: list(ownerReference),
  creationTimestamp: writtenByTheServer,
  deletionTimestamp: writtenByTheServer,
  deletionGracePeriodSeconds: int64,
  generation: int64,
  resourceVersion: text,
  selfLink: text,
  uid: text,
  managedFields: list(openObject()),
});

// How the custom resources point at other objects.

const atomic = { "x-kubernetes-map-type": "atomic" };
const emptyName = Type.String({ default: "" });

/** An object of a known kind in the same namespace. */
export const localReference = object({ name: emptyName });

/** One key of a Secret or a ConfigMap in the same namespace. */
export const keyReference = object({ name: emptyName, key: text }, ["key"], atomic);

/**
 * One key of a Secret that the operator may generate. With `generate: true` the password is in no Git repository and
 * no secret store: whoever loses the namespace loses it.
 */
export const generatedKeyReference = object(
  { name: emptyName, key: text, generate: Type.Boolean({ default: false }) },
  ["key"],
  atomic,
);

/** An object of a known kind, in another namespace if named. */
export const objectReference = object({ name: text, namespace: text });

/** The database server that an object belongs to: a MariaDB, or an ExternalMariaDB if `kind` says so. */
export const mariaDbReference = object({
  name: text,
  namespace: text,
  kind: text,
  waitForIt: Type.Boolean({ default: true }),
});

/** A cert-manager Issuer or ClusterIssuer. */
export const issuerReference = object({ name: text, kind: text, group: text }, ["name"]);

/** The authentication plugin of a SQL user, and its argument, both read from Secrets. */
export const passwordPlugin = object({
  pluginNameSecretKeyRef: keyReference,
  pluginArgSecretKeyRef: keyReference,
});
