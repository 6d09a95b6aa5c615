import type * as pulumi from "@pulumi/pulumi";

import { BackupBucket } from "../components/aws/backup-bucket";
import { AwsDatabaseFoundation } from "../components/aws/database-foundation";
import type { ClusterIdentity } from "../components/aws/foundation-args";
import { WorkloadIdentity } from "../components/workload-identity";
import type { StackSettings } from "./settings";

/** Registers what the stack wants in AWS: nothing, a bucket for backups, or all that its overlay refers to. */
export function registerFoundation({
  environment,
  aws,
  delivery,
  deletionProtection,
}: StackSettings): pulumi.ComponentResource[] {
  const identity = identityOf(aws);
  if (identity !== undefined) {
    const { namespace } = delivery;
    return [new AwsDatabaseFoundation("aws", { environment, identity, namespace, deletionProtection })];
  }
  if (aws.backupBucket !== undefined) {
    return [new BackupBucket("backups", { environment, bucket: aws.backupBucket, deletionProtection })];
  }
  return [];
}

function identityOf({ oidcProviderArn, eksCluster }: StackSettings["aws"]): ClusterIdentity | undefined {
  if (oidcProviderArn !== undefined) {
    return { kind: WorkloadIdentity.Irsa, oidcProviderArn };
  }
  return eksCluster === undefined
    ? undefined
    : { kind: WorkloadIdentity.PodIdentity, clusterName: eksCluster };
}
