import type * as pulumi from "@pulumi/pulumi";

/** How a pod in EKS gets an AWS role. */
export const WorkloadIdentity = {
  /** IAM roles for service accounts: the role trusts the cluster's OIDC provider. */
  Irsa: "irsa",
  /** EKS Pod Identity: the role trusts EKS, and an association names cluster, namespace and account. */
  PodIdentity: "pod-identity",
} as const;
export type WorkloadIdentity = (typeof WorkloadIdentity)[keyof typeof WorkloadIdentity];

/** A ServiceAccount, by namespace and name. */
export interface ServiceAccountReference {
  /** Namespace of the ServiceAccount. */
  namespace: pulumi.Input<string>;
  /** Name of the ServiceAccount. */
  name: string;
}

/** ServiceAccount of External Secrets Operator: fixed, because roles in Kubernetes and in AWS refer to it. */
export const controllerServiceAccount = "external-secrets";
