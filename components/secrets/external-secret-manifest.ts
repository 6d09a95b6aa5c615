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

/** A password that the operator makes up. */
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

/** What an ExternalSecret and the generator beside it have in common. */
export interface ExternalSecretPlace {
  environment: Environment;
  namespace: pulumi.Input<string>;
  /** Name of the ExternalSecret, of the Secret that it writes and of the generator. */
  secretName: pulumi.Input<string>;
}

/** An ExternalSecret that follows a store: a change there arrives within the interval. */
export function storedSecretManifest(
  place: ExternalSecretPlace,
  store: pulumi.Input<string>,
  refreshInterval: string,
  data: readonly ExternalSecretData[],
) {
  return externalSecret(place, {
    refreshPolicy: "Periodic",
    refreshInterval,
    secretStoreRef: { kind: "SecretStore", name: store },
    target: target(place, false),
    data: data.map(({ remoteKey, property, secretKey }) => ({
      secretKey: secretKey ?? "password",
      remoteRef: {
        key: remoteKey,
        ...(property === undefined ? {} : { property }),
        // Argo CD compares lists whole, so the defaults in a list are said.
        conversionStrategy: "Default",
        decodingStrategy: "None",
        metadataPolicy: "None",
      },
    })),
  });
}

/**
 * An ExternalSecret whose password is made up once. Every refresh of a generator makes another one, which the database
 * does not know; `immutable` also holds when the ExternalSecret is recreated and its first refresh comes again.
 */
export function generatedSecretManifest(place: ExternalSecretPlace) {
  return externalSecret(place, {
    refreshPolicy: "CreatedOnce",
    target: target(place, true),
    dataFrom: [
      {
        sourceRef: {
          generatorRef: {
            apiVersion: "generators.external-secrets.io/v1alpha1",
            kind: "Password",
            name: place.secretName,
          },
        },
      },
    ],
  });
}

/** The generator of a password that the operator of MariaDB can write into SQL unescaped: no quote, no backslash. */
export function passwordGeneratorManifest(
  place: ExternalSecretPlace,
  { length, secretKey }: GeneratedPassword,
) {
  return {
    apiVersion: "generators.external-secrets.io/v1alpha1",
    kind: "Password",
    metadata: metadata(place),
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
function target(place: ExternalSecretPlace, immutable: boolean) {
  const { labels, annotations } = metadata(place);
  return {
    name: place.secretName,
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

function externalSecret<Spec>(place: ExternalSecretPlace, spec: Spec) {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: metadata(place),
    spec,
  };
}

function metadata({ environment, namespace, secretName }: ExternalSecretPlace) {
  return {
    name: secretName,
    namespace,
    labels: { ...environmentLabels(environment), ...protectionLabels },
    annotations: protectionAnnotations,
  };
}
