import type * as pulumi from "@pulumi/pulumi";

import { WorkloadIdentity } from "../../workload-identity";
import { problemOf, type Problem } from "../../problems";

/** Where the secrets are: exactly one of the three. */
export interface StoreArgs {
  /** AWS Secrets Manager. */
  aws?: AwsStoreArgs;
  /** Vault, KV version 2. */
  vault?: VaultStoreArgs;
  /** Google Secret Manager. */
  gcp?: GcpStoreArgs;
}

/** A store in AWS Secrets Manager. */
export interface AwsStoreArgs {
  /** Region of the secrets, such as `eu-west-1`. */
  region: pulumi.Input<string>;
  /**
   * How the store gets its role: with IRSA as the ServiceAccount; with Pod Identity as the operator itself, because AWS
   * gives a pod's identity only to that pod. With Pod Identity every store that has no account gets the same role.
   *
   * @default WorkloadIdentity.Irsa
   */
  identity?: WorkloadIdentity;
  /**
   * ServiceAccount that trusts the role, in the store's namespace. Not with Pod Identity.
   *
   * @default "external-secrets-sa"
   */
  serviceAccount?: string;
  /**
   * ARN of the role. Given, the component registers the ServiceAccount with it; left out, the account must exist.
   * Not with Pod Identity, where the association names the role.
   */
  roleArn?: pulumi.Input<string>;
}

/** The kind of object that holds Vault's certificate authority. */
export const CaSource = { ConfigMap: "ConfigMap", Secret: "Secret" } as const;
export type CaSource = (typeof CaSource)[keyof typeof CaSource];

/** Where Vault's certificate authority is: an object in the store's namespace. */
export interface CaProvider {
  /** Kind of the object. */
  kind: CaSource;
  /** Name of the object. */
  name: pulumi.Input<string>;
  /** Key in the object, whose value is PEM. */
  key: pulumi.Input<string>;
}

/** A store in Vault: the KV engine, version 2, with Kubernetes authentication. */
export interface VaultStoreArgs {
  /** Address, with `https://`. */
  server: pulumi.Input<string>;
  /**
   * Mount path of the KV engine; keys of an ExternalSecret are relative to it.
   *
   * @default "secret"
   */
  path?: pulumi.Input<string>;
  /** Role of Vault's Kubernetes authentication, bound to the ServiceAccount and its namespace. */
  role: pulumi.Input<string>;
  /**
   * Mount path of the Kubernetes authentication.
   *
   * @default "kubernetes"
   */
  mountPath?: pulumi.Input<string>;
  /** Namespace of Vault Enterprise. Left out in the community edition. */
  namespace?: pulumi.Input<string>;
  /**
   * Name of an existing ServiceAccount that reads the store.
   *
   * @default a new one, "external-secrets-sa"
   */
  serviceAccount?: string;
  /**
   * Audience of the token that Vault gets; the role in Vault must name the same. Without one the token is also good
   * for the Kubernetes API, with the rights of the ServiceAccount.
   *
   * @default the cluster's own audience
   */
  audience?: pulumi.Input<string>;
  /** Vault's certificate authority, in PEM. A certificate is not secret. Excludes `caProvider`. */
  caCertificate?: pulumi.Input<string>;
  /** Object with Vault's certificate authority. Not together with `caCertificate`. */
  caProvider?: CaProvider;
}

/** A store in Google Secret Manager, with workload identity. */
export interface GcpStoreArgs {
  /** Project of the secrets. */
  projectId: pulumi.Input<string>;
  /**
   * ServiceAccount of the cluster that reads the store, in the store's namespace.
   *
   * @default "external-secrets-sa"
   */
  serviceAccount?: string;
  /**
   * Address of the Google service account, such as `mariadb@acme.iam.gserviceaccount.com`. Given, the component
   * registers the ServiceAccount with it; left out, the account must exist.
   */
  gcpServiceAccount?: pulumi.Input<string>;
  /** Name of the GKE cluster. Needed, with `clusterLocation`, where the operator cannot ask the metadata server. */
  clusterName?: pulumi.Input<string>;
  /** Region or zone of the GKE cluster. */
  clusterLocation?: pulumi.Input<string>;
}

/** Problems with the arguments of a store, each with its remedy. */
export function storeProblems({ aws, vault, gcp }: StoreArgs): Problem[] {
  const given = [aws, vault, gcp].filter((store) => store !== undefined).length;
  const reason = `${given} of aws, vault and gcp are given; set exactly one, because a store reads from one place`;
  return [
    ...(given === 1 ? [] : [{ propertyPath: "", reason }]),
    ...(aws === undefined ? [] : awsProblems(aws)),
    ...(vault === undefined ? [] : vaultProblems(vault)),
    ...(gcp === undefined ? [] : gcpProblems(gcp)),
  ];
}

function awsProblems({ identity, serviceAccount, roleArn }: AwsStoreArgs): Problem[] {
  const reason =
    "aws.serviceAccount and aws.roleArn have no effect with Pod Identity; associate the role with the operator's " +
    "own ServiceAccount and remove them";
  return identity === WorkloadIdentity.PodIdentity && (serviceAccount !== undefined || roleArn !== undefined)
    ? [{ propertyPath: serviceAccount === undefined ? "aws.roleArn" : "aws.serviceAccount", reason }]
    : [];
}

function vaultProblems({ server, caCertificate, caProvider }: VaultStoreArgs): Problem[] {
  const problems: Problem[] = [];
  if (typeof server === "string" && !server.startsWith("https://")) {
    const plaintext = "which sends tokens and passwords in plaintext; set an https:// address";
    problems.push(problemOf("vault.server", `is ${JSON.stringify(server)}, ${plaintext}`));
  }
  if (caCertificate !== undefined && caProvider !== undefined) {
    const reason =
      "vault.caCertificate and vault.caProvider are two sources of one certificate; set one of them";
    problems.push({ propertyPath: "vault.caProvider", reason });
  }
  return problems;
}

function gcpProblems(args: GcpStoreArgs): Problem[] {
  const { gcpServiceAccount: account, clusterName, clusterLocation } = args;
  const problems: Problem[] = [];
  if (typeof account === "string" && !/^[^@\s]+@[^@\s]+\.iam\.gserviceaccount\.com$/.test(account)) {
    const remedy = "set its address, <name>@<project>.iam.gserviceaccount.com";
    problems.push(problemOf("gcp.gcpServiceAccount", `is ${JSON.stringify(account)}; ${remedy}`));
  }
  if ((clusterName === undefined) !== (clusterLocation === undefined)) {
    const reason = "gcp.clusterName and gcp.clusterLocation locate the cluster together; set both or none";
    problems.push({ propertyPath: "gcp.clusterName", reason });
  }
  return problems;
}
