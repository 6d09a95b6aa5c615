import type * as pulumi from "@pulumi/pulumi";

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

/** The provider of a SecretStore for Google Secret Manager. */
export function gcpProvider(args: GcpStoreArgs) {
  const { clusterName, clusterLocation } = args;
  return {
    gcpsm: {
      projectID: args.projectId,
      auth: {
        workloadIdentity: {
          serviceAccountRef: { name: args.serviceAccount ?? "external-secrets-sa" },
          ...(clusterName === undefined ? {} : { clusterName }),
          ...(clusterLocation === undefined ? {} : { clusterLocation }),
        },
      },
    },
  };
}

/** What is wrong with the arguments, and what to write instead. */
export function gcpProblem(args: GcpStoreArgs): string | undefined {
  const { gcpServiceAccount: account } = args;
  if (typeof account === "string" && !/^[^@\s]+@[^@\s]+\.iam\.gserviceaccount\.com$/.test(account)) {
    return `gcp.gcpServiceAccount is ${JSON.stringify(account)}; write its address, <name>@<project>.iam.gserviceaccount.com`;
  }
  if ((args.clusterName === undefined) !== (args.clusterLocation === undefined)) {
    return "gcp.clusterName and gcp.clusterLocation say together where the cluster is; write both or none";
  }
  return undefined;
}
