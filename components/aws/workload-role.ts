import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { WorkloadIdentity, type ServiceAccountReference } from "../workload-identity";
import type { ClusterIdentity } from "./identity";
import type { Policy } from "./policy";
import { irsaTrust, podIdentityTrust } from "./trust";

/** A role for one ServiceAccount. */
export interface WorkloadRoleArgs {
  /** Name of the role in AWS, as the ServiceAccount's annotation says it. */
  roleName: string;
  /** What the role is for, in a few words. */
  description: string;
  identity: ClusterIdentity;
  account: ServiceAccountReference;
  /** What the role may do. */
  policy: pulumi.Output<Policy>;
  tags: Record<string, string>;
}

/** Registers the role, its policy and, with Pod Identity, the association. The policy is inline: it serves this role only. */
export function workloadRole(
  name: string,
  args: WorkloadRoleArgs,
  options: pulumi.CustomResourceOptions,
): iam.Role {
  const { roleName, description, identity, account, tags } = args;
  const role = new iam.Role(
    name,
    { name: roleName, description, assumeRolePolicy: trust(identity, account), tags },
    options,
  );
  new iam.RolePolicy(
    `${name}-policy`,
    { name: roleName, role: role.name, policy: args.policy.apply((document) => JSON.stringify(document)) },
    options,
  );
  if (identity.kind === WorkloadIdentity.PodIdentity && identity.clusterName !== undefined) {
    new eks.PodIdentityAssociation(
      `${name}-association`,
      {
        clusterName: identity.clusterName,
        namespace: account.namespace,
        serviceAccount: account.name,
        roleArn: role.arn,
        tags,
      },
      options,
    );
  }
  return role;
}

/** Who may take the role. */
function trust(identity: ClusterIdentity, account: ServiceAccountReference): pulumi.Output<string> {
  const { kind, oidcProviderArn, clusterName } = identity;
  return pulumi
    .all([account.namespace, oidcProviderArn ?? "", clusterName ?? ""])
    .apply(([namespace, provider, cluster]) =>
      JSON.stringify(
        kind === WorkloadIdentity.Irsa
          ? irsaTrust(provider, { namespace, name: account.name })
          : podIdentityTrust(cluster, { namespace, name: account.name }),
      ),
    );
}
