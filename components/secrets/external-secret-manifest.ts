import type * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../environments";
import { environmentLabels, protectionAnnotations, protectionLabels } from "../protection";

/** One key of a Secret, and where its value comes from. */
export interface ExternalSecretData {
  /** Key of the secret in the store, such as `production/mariadb/root-password`. */
  remoteKey: pulumi.Input<string>;
  /**
   * Field of the secret in the store, where that is an object: always in Vault; in AWS only for JSON.
   *
   * @default the whole value
   */
  property?: pulumi.Input<string>;
  /**
   * Key in the Kubernetes Secret.
   *
   * @default "password"
   */
  secretKey?: string;
}

/** A password that the operator generates. */
export interface GeneratedPassword {
  /**
   * Characters of the password, 16 to 64.
   *
   * @default 32
   */
  length?: number;
  /**
   * Key in the Kubernetes Secret.
   *
   * @default "password"
   */
  secretKey?: string;
}

/** The Secret that an ExternalSecret, or the generator beside it, produces. */
export interface SecretTarget {
  environment: Environment;
  namespace: pulumi.Input<string>;
  /** Name of the ExternalSecret, of the Secret that it writes and of the generator. */
  secretName: pulumi.Input<string>;
}

/** An ExternalSecret that follows a store: a change there arrives within the interval. */
export function storedSecretManifest(
  secret: SecretTarget,
  store: pulumi.Input<string>,
  refreshInterval: string,
  data: readonly ExternalSecretData[],
) {
  return externalSecret(secret, {
    refreshPolicy: "Periodic",
    refreshInterval,
    secretStoreRef: { kind: "SecretStore", name: store },
    target: target(secret, false),
    data: data.map(({ remoteKey, property, secretKey }) => ({
      secretKey: secretKey ?? "password",
      remoteRef: {
        key: remoteKey,
        ...(property === undefined ? {} : { property }),
        // Argo CD compares lists whole, so the defaults in a list are set.
        conversionStrategy: "Default",
        decodingStrategy: "None",
        metadataPolicy: "None",
      },
    })),
  });
}

/**
 * An ExternalSecret whose password is generated once. Every refresh of a generator makes another one, which the database
 * does not know; `immutable` also holds when the ExternalSecret is recreated and its first refresh comes again.
 */
export function generatedSecretManifest(secret: SecretTarget) {
  return externalSecret(secret, {
    refreshPolicy: "CreatedOnce",
    target: target(secret, true),
    dataFrom: [
      {
        sourceRef: {
          generatorRef: {
            apiVersion: "generators.external-secrets.io/v1alpha1",
            kind: "Password",
            name: secret.secretName,
          },
        },
      },
    ],
  });
}

/** The generator of a password that the operator of MariaDB can write into SQL unescaped: no quote, no backslash. */
export function passwordGeneratorManifest(secret: SecretTarget, { length, secretKey }: GeneratedPassword) {
  return {
    apiVersion: "generators.external-secrets.io/v1alpha1",
    kind: "Password",
    metadata: metadata(secret),
    spec: {
      length: length ?? 32,
      digits: 4,
      symbols: 4,
      symbolCharacters: "-_.~",
      noUpper: false,
      allowRepeat: true,
      secretKeys: [secretKey ?? "password"],
    },
  };
}

/** The Secret outlives its ExternalSecret and its entry in the store: the data opens only with the password in it. */
function target(secret: SecretTarget, immutable: boolean) {
  const { labels, annotations } = metadata(secret);
  return {
    name: secret.secretName,
    creationPolicy: "Orphan",
    deletionPolicy: "Retain",
    immutable,
    template: {
      // Without a template the operator copies all labels of the ExternalSecret, also those by which Argo CD prunes.
      // Without the watch label the database's operator notices a changed password after up to ten hours.
      metadata: { labels: { ...labels, "k8s.mariadb.com/watch": "" }, annotations },
    },
  };
}

function externalSecret<Spec>(secret: SecretTarget, spec: Spec) {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: metadata(secret),
    spec,
  };
}

function metadata({ environment, namespace, secretName }: SecretTarget) {
  return {
    name: secretName,
    namespace,
    labels: { ...environmentLabels(environment), ...protectionLabels },
    annotations: protectionAnnotations,
  };
}
