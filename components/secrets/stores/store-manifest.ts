import type * as pulumi from "@pulumi/pulumi";

import { environmentLabels, protectionAnnotations, protectionLabels } from "../../protection";
import type { Environment } from "../../environments";
import { WorkloadIdentity } from "../../workload-identity";
import { awsProblem, awsProvider, type AwsStoreArgs } from "./aws";
import { gcpProblem, gcpProvider, type GcpStoreArgs } from "./gcp";
import { vaultProblem, vaultProvider, type VaultStoreArgs } from "./vault";

/** The account that the overlays in Git bring, and that stores read as unless they name another. */
export const defaultReader = "external-secrets-sa";

/** Where the secrets are: exactly one of the three. */
export interface StoreArgs {
  /** AWS Secrets Manager. */
  aws?: AwsStoreArgs;
  /** Vault, KV version 2. */
  vault?: VaultStoreArgs;
  /** Google Secret Manager. */
  gcp?: GcpStoreArgs;
}

/** What a store is made of, whichever kind it is. */
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

/** What is wrong with the arguments, and what to write instead. */
export function storeProblem({ aws, vault, gcp }: StoreArgs): string | undefined {
  const given = [aws, vault, gcp].filter((store) => store !== undefined).length;
  if (given !== 1) {
    return `${given} of aws, vault and gcp are given; write exactly one, because a store reads from one place`;
  }
  return (aws && awsProblem(aws)) ?? (vault && vaultProblem(vault)) ?? (gcp && gcpProblem(gcp)) ?? undefined;
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

/** An account that carries its cloud identity as an annotation. Without an identity it is somebody else's. */
function account(
  name: string | undefined,
  annotation: string,
  identity: pulumi.Input<string> | undefined,
): Pick<Store, "account"> {
  return identity === undefined
    ? {}
    : { account: { name: name ?? defaultReader, annotations: { [annotation]: identity } } };
}

/** What the objects of a store have in common. */
export interface StorePlace {
  environment: Environment;
  namespace: pulumi.Input<string>;
}

/** The SecretStore. Namespaced: a ClusterSecretStore would hand one environment's secrets to every namespace. */
export function storeManifest(place: StorePlace, name: pulumi.Input<string>, { provider }: Store) {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "SecretStore",
    metadata: metadata(place, name),
    spec: { provider },
  };
}

/** The ServiceAccount of a store. The operator asks the API server for its tokens; no pod runs as it. */
export function accountManifest(place: StorePlace, { name, annotations }: NonNullable<Store["account"]>) {
  return { metadata: metadata(place, name, annotations), automountServiceAccountToken: false };
}

function metadata(
  { environment, namespace }: StorePlace,
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
