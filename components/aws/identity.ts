import type * as pulumi from "@pulumi/pulumi";

import { WorkloadIdentity } from "../workload-identity";

/** The cluster whose pods may take the roles. */
export interface ClusterIdentity {
  /** How its pods prove who they are. */
  kind: WorkloadIdentity;
  /**
   * ARN of the cluster's OIDC provider in IAM, for `irsa`. It ends in the issuer, which therefore is not asked for.
   */
  oidcProviderArn?: pulumi.Input<string>;
  /** Name of the EKS cluster, for `pod-identity`. */
  clusterName?: pulumi.Input<string>;
}

/** What is wrong with the arguments, and what to write instead. */
export function identityProblem({ kind, oidcProviderArn, clusterName }: ClusterIdentity): string | undefined {
  if (kind === WorkloadIdentity.Irsa) {
    if (oidcProviderArn === undefined) {
      return "identity.oidcProviderArn is missing; write the ARN of the cluster's OIDC provider";
    }
    if (clusterName !== undefined) {
      return "identity.clusterName has no effect with IRSA; leave it out, or write kind: pod-identity";
    }
    return typeof oidcProviderArn === "string" ? arnProblem(oidcProviderArn) : undefined;
  }
  if (clusterName === undefined) {
    return "identity.clusterName is missing; write the name of the EKS cluster";
  }
  return oidcProviderArn === undefined
    ? undefined
    : "identity.oidcProviderArn has no effect with Pod Identity; leave it out, or write kind: irsa";
}

/** What is wrong with the ARN of an OIDC provider; a wrong one makes a role that nobody or somebody else can take. */
export function arnProblem(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/[^\s*?]+$/.test(arn)
    ? undefined
    : `identity.oidcProviderArn is ${JSON.stringify(arn)}; write arn:aws:iam::<account>:oidc-provider/<issuer without https://>`;
}
