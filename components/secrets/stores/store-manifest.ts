import * as pulumi from "@pulumi/pulumi";

import { WorkloadIdentity } from "../../workload-identity";
import { environmentLabels, protectionAnnotations, protectionLabels } from "../../protection";
import type { Environment } from "../../environments";
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
  const store = (aws && awsStore(aws)) ?? (vault && vaultStore(vault)) ?? (gcp && gcpStore(gcp));
  if (store === undefined) {
    throw new Error("No store is given.");
  }
  return store;
}

/** AWS Secrets Manager. Only `SecretsManager`: parameters have no recovery window. */
function awsStore({
  region,
  identity,
  serviceAccount: reader = defaultReader,
  roleArn,
}: AwsStoreArgs): Store {
  const reads = identity !== WorkloadIdentity.PodIdentity;
  const auth = reads ? { auth: { jwt: { serviceAccountRef: { name: reader } } } } : {};
  return {
    defaultName: "aws-secrets-manager",
    provider: { aws: { service: "SecretsManager", region, ...auth } },
    ...(reads ? { reader } : {}),
    ...account(reader, "eks.amazonaws.com/role-arn", roleArn),
  };
}

function vaultStore(args: VaultStoreArgs): Store {
  const { server, namespace, audience, caCertificate, caProvider, serviceAccount } = args;
  const reader = serviceAccount ?? defaultReader;
  const serviceAccountRef = { name: reader, ...(audience === undefined ? {} : { audiences: [audience] }) };
  return {
    defaultName: "vault",
    provider: {
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
          kubernetes: { mountPath: args.mountPath ?? "kubernetes", role: args.role, serviceAccountRef },
        },
      },
    },
    reader,
    ...(serviceAccount === undefined ? { account: { name: reader, annotations: {} } } : {}),
  };
}

function gcpStore({ projectId, clusterName, clusterLocation, ...args }: GcpStoreArgs): Store {
  const { serviceAccount: reader = defaultReader, gcpServiceAccount } = args;
  const workloadIdentity = {
    serviceAccountRef: { name: reader },
    ...(clusterName === undefined ? {} : { clusterName }),
    ...(clusterLocation === undefined ? {} : { clusterLocation }),
  };
  return {
    defaultName: "gcp-secret-manager",
    provider: { gcpsm: { projectID: projectId, auth: { workloadIdentity } } },
    reader,
    ...account(reader, "iam.gke.io/gcp-service-account", gcpServiceAccount),
  };
}

/** A plain string stays plain, so that previews and policies see it. */
function base64(text: pulumi.Input<string>): pulumi.Input<string> {
  const encode = (value: string): string => Buffer.from(value, "utf8").toString("base64");
  return typeof text === "string" ? encode(text) : pulumi.output(text).apply(encode);
}

/** An account with its cloud identity as an annotation. An account without one must exist already. */
function account(
  name: string,
  annotation: string,
  identity: pulumi.Input<string> | undefined,
): Pick<Store, "account"> {
  return identity === undefined ? {} : { account: { name, annotations: { [annotation]: identity } } };
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
