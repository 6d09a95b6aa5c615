import type * as pulumi from "@pulumi/pulumi";

import type { AwsDatabaseFoundationArgs } from "./database-foundation";
import { Purpose, roleName, workloadAccounts } from "./foundation-names";
import type { Policy } from "./policy";
import { workloadRole } from "./workload-role";

/** What each role may do. */
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
        roleName: roleName(args.environment, purpose),
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
