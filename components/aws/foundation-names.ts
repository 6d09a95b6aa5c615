import type * as pulumi from "@pulumi/pulumi";

import {
  controllerServiceAccount,
  WorkloadIdentity,
  type ServiceAccountReference,
} from "../workload-identity";
import type { AwsDatabaseFoundationArgs } from "./database-foundation";
import { identityProblem } from "./identity";

/** What a role is for; the last part of its name. */
export const Purpose = { Secrets: "secrets", Backup: "backup", Escrow: "escrow" } as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** Name of the bucket. Bucket names are global, so the account's number is part of it. */
export function bucketName(environment: string, account: string): string {
  return `mariadb-backups-${environment}-${account}`;
}

/** Name of a role. */
export function roleName(environment: string, purpose: Purpose): string {
  return `mariadb-${environment}-${purpose}`;
}

/** Name of a user's password in Secrets Manager. */
export function passwordName(environment: string, instance: string, user: string): string {
  return `${environment}/${instance}/${user}-password`;
}

/** Name of the entry for the sealing key. */
export function sealingKeyName(environment: string, instance: string): string {
  return `${environment}/${instance}/sealing-key`;
}

/** The ServiceAccount that each role trusts. */
export function workloadAccounts(args: AwsDatabaseFoundationArgs): Record<Purpose, ServiceAccountReference> {
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

/** What is wrong with the arguments, and what to write instead. */
export function foundationProblem(args: AwsDatabaseFoundationArgs): string | undefined {
  const { account, instance = "mariadb", users = ["root", "app"] } = args;
  if (typeof account === "string" && !/^\d{12}$/.test(account)) {
    return `account is ${JSON.stringify(account)}; write the twelve digits of the AWS account`;
  }
  const wrong = [instance, ...users].find((part) => !/^[A-Za-z0-9_-]+$/.test(part));
  if (wrong !== undefined) {
    return `${JSON.stringify(wrong)} cannot be part of a secret's name; write letters, digits, - and _ in instance and users`;
  }
  if (users.length === 0 || new Set(users).size !== users.length) {
    return "users names nobody, or somebody twice; write each user that needs a password once";
  }
  return identityProblem(args.identity);
}
