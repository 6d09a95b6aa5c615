import type * as pulumi from "@pulumi/pulumi";

import { WorkloadIdentity } from "../../workload-identity";

/** A store in AWS Secrets Manager. */
export interface AwsStoreArgs {
  /** Region of the secrets, such as `eu-west-1`. */
  region: pulumi.Input<string>;
  /**
   * How the store gets its role: IRSA, as the ServiceAccount; or Pod Identity, as the operator itself, because AWS
   * gives a pod's identity to that pod only. With Pod Identity every store that has no account gets the same role.
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

/** The provider of a SecretStore for AWS Secrets Manager. Only `SecretsManager`: parameters have no recovery window. */
export function awsProvider({ region, identity, serviceAccount }: AwsStoreArgs) {
  const auth =
    identity === WorkloadIdentity.PodIdentity
      ? {}
      : { auth: { jwt: { serviceAccountRef: { name: serviceAccount ?? "external-secrets-sa" } } } };
  return { aws: { service: "SecretsManager", region, ...auth } };
}

/** What is wrong with the arguments, and what to write instead. */
export function awsProblem({ identity, serviceAccount, roleArn }: AwsStoreArgs): string | undefined {
  if (identity === WorkloadIdentity.PodIdentity && (serviceAccount !== undefined || roleArn !== undefined)) {
    return (
      "aws.serviceAccount and aws.roleArn have no effect with Pod Identity; associate the role with the operator's " +
      "own ServiceAccount and leave them out"
    );
  }
  return undefined;
}
