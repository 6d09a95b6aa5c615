import * as pulumi from "@pulumi/pulumi";

import { AwsDatabaseFoundation } from "../../components/aws/database-foundation";
import type { AwsDatabaseFoundationArgs } from "../../components/aws/foundation-args";
import { WorkloadIdentity } from "../../components/workload-identity";
import { recordGraph, type GraphOptions, type Registration } from "../support/graph";

/** The password that the mocked provider makes up; it must never show outside of a secret. */
export const sentinel = "sentinel-password-3b1f";

/** The types that the foundation registers. */
export const types = {
  password: "aws:secretsmanager/secretVersion:SecretVersion",
  entry: "aws:secretsmanager/secret:Secret",
  random: "random:index/randomPassword:RandomPassword",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  association: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  bucket: "aws:s3/bucket:Bucket",
};

const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";

/** A cluster with IRSA. */
export const irsa = {
  kind: WorkloadIdentity.Irsa,
  oidcProviderArn: `arn:aws:iam::123456789012:oidc-provider/${issuer}`,
};

/** The arguments of a foundation in production. */
export const args = { environment: "production", account: "123456789012", identity: irsa } as const;

/** What the providers would answer: ARNs, and the password. */
export const outputs: NonNullable<GraphOptions["outputs"]> = (type, inputs) => {
  const name = String(inputs.name ?? inputs.bucket);
  switch (type) {
    case types.random:
      return { result: pulumi.secret(sentinel) };
    case types.bucket:
      return { arn: `arn:aws:s3:::${name}` };
    case types.entry:
      return { arn: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf` };
    case types.role:
      return { arn: `arn:aws:iam::123456789012:role/${name}` };
    default:
      return {};
  }
};

/** What a foundation registers. */
export function founded(
  changes: Partial<AwsDatabaseFoundationArgs> = {},
  options: GraphOptions = {},
): Promise<Registration[]> {
  const program = () => new AwsDatabaseFoundation("foundation", { ...args, ...changes });
  return recordGraph(program, { outputs, ...options });
}
