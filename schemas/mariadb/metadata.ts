/** Labels and annotations: those of the object itself, and those that the operator puts on what it creates. */
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
