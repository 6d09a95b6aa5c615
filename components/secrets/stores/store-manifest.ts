import * as pulumi from "@pulumi/pulumi";

import { WorkloadIdentity } from "../../aws/identity";
import { protectionAnnotations, protectionLabels } from "../../delivery/protection";
import type { Environment } from "../../environments";
import { environmentLabels } from "../../labels";
import type { AwsStoreArgs, GcpStoreArgs, StoreArgs, VaultStoreArgs } from "./store-args";

/** The ServiceAccount in the overlays in Git, as which stores read unless they name another. */
export const defaultReader = "external-secrets-sa";

/** A store of any kind. */
export interface Store {
  /** Name of the object unless the caller says another. */
  readonly defaultName: string;
  /** `spec.provider` of the SecretStore. */
  readonly provider: object;
  /** The ServiceAccount that the store reads as; undefined where the operator reads as itself. */
  readonly reader?: string;
  /** The ServiceAccount to register; undefined where it exists already or none is used. */
  readonly account?: {
    readonly name: string;
    readonly annotations: Record<string, pulumi.Input<string>>;
  };
}

/** The store that the arguments describe; they have no problem. */
export function resolveStore({ aws, vault, gcp }: StoreArgs): Store {
  if (aws !== undefined) {
    return {
      defaultName: "aws-secrets-manager",
      provider: awsProvider(aws),
      ...(aws.identity === WorkloadIdentity.PodIdentity
        ? {}
        : { reader: aws.serviceAccount ?? defaultReader }),
      ...account(aws.serviceAccount, "eks.amazonaws.com/role-arn", aws.roleArn),
    };
  }
  if (vault !== undefined) {
    return {
      defaultName: "vault",
      provider: vaultProvider(vault),
      reader: vault.serviceAccount ?? defaultReader,
      ...(vault.serviceAccount === undefined ? { account: { name: defaultReader, annotations: {} } } : {}),
    };
  }
  if (gcp !== undefined) {
    return {
      defaultName: "gcp-secret-manager",
      provider: gcpProvider(gcp),
      reader: gcp.serviceAccount ?? defaultReader,
      ...account(gcp.serviceAccount, "iam.gke.io/gcp-service-account", gcp.gcpServiceAccount),
    };
  }
  throw new Error("No store is given.");
}

/** An account with its cloud identity as an annotation. An account without one must exist already. */
function account(
  name: string | undefined,
  annotation: string,
  identity: pulumi.Input<string> | undefined,
): Pick<Store, "account"> {
  return identity === undefined
    ? {}
    : { account: { name: name ?? defaultReader, annotations: { [annotation]: identity } } };
}

/** The environment and namespace of the objects of a store. */
export interface StoreScope {
  environment: Environment;
  namespace: pulumi.Input<string>;
}

/** The SecretStore. Namespaced: a ClusterSecretStore would give one environment's secrets to every namespace. */
export function storeManifest(scope: StoreScope, name: pulumi.Input<string>, { provider }: Store) {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "SecretStore",
    metadata: metadata(scope, name),
    spec: { provider },
  };
}

/** The ServiceAccount of a store. The operator asks the API server for its tokens; no pod runs as it. */
export function accountManifest(scope: StoreScope, { name, annotations }: NonNullable<Store["account"]>) {
  return { metadata: metadata(scope, name, annotations), automountServiceAccountToken: false };
}

function metadata(
  { environment, namespace }: StoreScope,
  name: pulumi.Input<string>,
  annotations: Record<string, pulumi.Input<string>> = {},
) {
  return {
    name,
    namespace,
    labels: { ...environmentLabels(environment), ...protectionLabels },
    annotations: { ...protectionAnnotations, ...annotations },
  };
}

/** The provider of a SecretStore for AWS Secrets Manager. Only `SecretsManager`: parameters have no recovery window. */
function awsProvider({ region, identity, serviceAccount }: AwsStoreArgs) {
  const auth =
    identity === WorkloadIdentity.PodIdentity
      ? {}
      : { auth: { jwt: { serviceAccountRef: { name: serviceAccount ?? defaultReader } } } };
  return { aws: { service: "SecretsManager", region, ...auth } };
}

/** The provider of a SecretStore for Vault. */
function vaultProvider(args: VaultStoreArgs) {
  const { server, namespace, caCertificate, caProvider } = args;
  return {
    vault: {
      server,
      path: args.path ?? "secret",
      version: "v2",
      ...(namespace === undefined ? {} : { namespace }),
      ...(caCertificate === undefined ? {} : { caBundle: base64(caCertificate) }),
      ...(caProvider === undefined
        ? {}
        : { caProvider: { type: caProvider.kind, name: caProvider.name, key: caProvider.key } }),
      auth: {
        kubernetes: {
          mountPath: args.mountPath ?? "kubernetes",
          role: args.role,
          serviceAccountRef: {
            name: args.serviceAccount ?? defaultReader,
            ...(args.audience === undefined ? {} : { audiences: [args.audience] }),
          },
        },
      },
    },
  };
}

/** The provider of a SecretStore for Google Secret Manager. */
function gcpProvider(args: GcpStoreArgs) {
  const { clusterName, clusterLocation } = args;
  return {
    gcpsm: {
      projectID: args.projectId,
      auth: {
        workloadIdentity: {
          serviceAccountRef: { name: args.serviceAccount ?? defaultReader },
          ...(clusterName === undefined ? {} : { clusterName }),
          ...(clusterLocation === undefined ? {} : { clusterLocation }),
        },
      },
    },
  };
}

/** A plain string stays plain, so that previews and policies see it. */
function base64(text: pulumi.Input<string>): pulumi.Input<string> {
  const encode = (value: string): string => Buffer.from(value, "utf8").toString("base64");
  return typeof text === "string" ? encode(text) : pulumi.output(text).apply(encode);
}
