import { seal } from "../../components/secrets/sealing/seal";
import type { ClusterObject, ClusterReader, ClusterReference } from "../../program/cluster-reader";
import type { TestKey } from "./sealing-key";

const namespace = "mariadb-dev";

/** An object that a cluster holds. */
export interface HeldObject extends ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** A cluster that holds these objects and no others. */
export function clusterOf(...held: readonly HeldObject[]): ClusterReader {
  const objectsOf = (apiVersion: string, kind: string, namespace: string): HeldObject[] =>
    held.filter(
      (object) =>
        object.apiVersion === apiVersion && object.kind === kind && object.metadata.namespace === namespace,
    );
  return {
    read: ({ apiVersion, kind, namespace, name }: ClusterReference) =>
      Promise.resolve(objectsOf(apiVersion, kind, namespace).find(({ metadata }) => metadata.name === name)),
    list: (apiVersion, kind, namespace, label) =>
      Promise.resolve(
        objectsOf(apiVersion, kind, namespace).filter(
          ({ metadata }) => metadata.labels?.[label] !== undefined,
        ),
      ),
  };
}

/** The Secret of a sealing key, in the namespace of the controller. */
export function keySecret(name: string, { privatePem, certificate }: TestKey): HeldObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace: "kube-system",
      labels: { "sealedsecrets.bitnami.com/sealed-secrets-key": "active" },
    },
    data: { "tls.key": base64(privatePem), "tls.crt": base64(certificate) },
  };
}

/** The Secret of a user's password in dev. */
export function passwordSecret(name: string, password: string): HeldObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    data: { password: base64(password) },
  };
}

/** A SealedSecret with a password in dev, for the Secret of its own name. */
export function sealedSecret(name: string, password: string, { certificate }: TestKey): HeldObject {
  const sealed = seal({
    certificate,
    label: `${namespace}/${name}`,
    key: "password",
    value: password,
    salt: "a salt of at least thirty-two random characters",
  });
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { name, namespace },
    spec: { encryptedData: { password: sealed } },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
