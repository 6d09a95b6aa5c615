import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import {
  controllerServiceAccount,
  WorkloadIdentity,
  type ServiceAccountReference,
} from "../workload-identity";
import type { AwsDatabaseFoundationArgs, ClusterIdentity } from "./foundation-args";
import { irsaTrust, podIdentityTrust, type Policy } from "./policies";

/** Purpose of a role; the last part of its name. */
const Purpose = { Secrets: "secrets", Backup: "backup", Escrow: "escrow" } as const;
type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** Permissions of each role. */
export type Policies = Record<Purpose, pulumi.Output<Policy>>;

const descriptions: Readonly<Record<Purpose, string>> = {
  secrets: "External Secrets reads the passwords of the databases",
  backup: "The backups of the databases are written, read and aged out",
  escrow: "The sealing key is written away",
};

/** Registers a role for each purpose, and returns their ARNs. */
export function workloadRoles(
  name: string,
  args: AwsDatabaseFoundationArgs,
  policies: Policies,
  tags: Record<string, string>,
  options: pulumi.CustomResourceOptions,
): Record<Purpose, pulumi.Output<string>> {
  const accounts = workloadAccounts(args);
  const arnOf = (purpose: Purpose): pulumi.Output<string> =>
    workloadRole(
      `${name}-${purpose}-role`,
      {
        roleName: `mariadb-${args.environment}-${purpose}`,
        description: descriptions[purpose],
        identity: args.identity,
        account: accounts[purpose],
        policy: policies[purpose],
        tags,
      },
      options,
    ).arn;
  return {
    secrets: arnOf(Purpose.Secrets),
    backup: arnOf(Purpose.Backup),
    escrow: arnOf(Purpose.Escrow),
  };
}

/** The ServiceAccount that each role trusts. */
function workloadAccounts(args: AwsDatabaseFoundationArgs): Record<Purpose, ServiceAccountReference> {
  const namespace: pulumi.Input<string> = args.namespace ?? `mariadb-${args.environment}`;
  // AWS gives a pod's identity to that pod, so with Pod Identity the operator reads the secrets as itself.
  const reader =
    args.identity.kind === WorkloadIdentity.PodIdentity
      ? { namespace: "external-secrets", name: controllerServiceAccount }
      : { namespace, name: "external-secrets-sa" };
  return {
    secrets: args.secretsAccount ?? reader,
    backup: args.backupAccount ?? { namespace, name: "mariadb-backup" },
    escrow: args.escrowAccount ?? { namespace: "kube-system", name: "sealing-key-escrow" },
  };
}

/** A role for one ServiceAccount. */
interface WorkloadRoleArgs {
  /** Name of the role in AWS, as the ServiceAccount's annotation says it. */
  roleName: string;
  /** Purpose of the role, in a few words. */
  description: string;
  identity: ClusterIdentity;
  account: ServiceAccountReference;
  /** Permissions of the role. */
  policy: pulumi.Output<Policy>;
  tags: Record<string, string>;
}

/** Registers the role, its policy and, with Pod Identity, the association. The policy is inline: it serves this role only. */
function workloadRole(name: string, args: WorkloadRoleArgs, options: pulumi.CustomResourceOptions): iam.Role {
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
