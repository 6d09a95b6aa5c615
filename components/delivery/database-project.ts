import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after } from "../after";
import { environments, type Environment } from "../environments";
import { environmentLabels } from "../labels";
import { childOptions } from "../options";
import { projectManifest, type SyncWindow } from "./project-manifest";

/** Arguments of `DatabaseProject`. */
export interface DatabaseProjectArgs {
  /** The environment whose databases the project delivers. */
  environment: Environment;
  /** Git repositories that may be delivered, as exact URLs. */
  sourceRepositories: pulumi.Input<pulumi.Input<string>[]>;
  /** Namespace of the databases: the only place that the project may write to. */
  namespace: pulumi.Input<string>;
  /**
   * API server of the databases.
   *
   * @default "https://kubernetes.default.svc", the cluster that Argo CD runs in
   */
  destinationServer?: pulumi.Input<string>;
  /**
   * Namespace of Argo CD.
   *
   * @default "argocd"
   */
  argocdNamespace?: pulumi.Input<string>;
  /**
   * Groups of the identity provider that may look at the Applications.
   *
   * @default []
   */
  readOnlyGroups?: pulumi.Input<string>[];
  /**
   * Groups that may look and start a sync. They cannot delete, override or force.
   *
   * @default []
   */
  syncGroups?: pulumi.Input<string>[];
  /**
   * When Argo CD may sync. A window freezes changes; it does not stop a deletion.
   *
   * @default none, so that syncs are always allowed
   */
  syncWindows?: SyncWindow[];
}

/**
 * An Argo CD AppProject for one environment's databases: one source list, one destination, an allow-list of kinds,
 * roles that cannot delete, and a warning for objects that Git no longer declares.
 */
export class DatabaseProject extends pulumi.ComponentResource {
  /** Name of the AppProject, known once it exists. */
  public readonly project: pulumi.Output<string>;

  constructor(name: string, args: DatabaseProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseProject", name, {}, opts);
    const project = new k8s.apiextensions.CustomResource(
      `${name}-project`,
      projectManifest({
        name,
        argocdNamespace: args.argocdNamespace ?? "argocd",
        labels: environmentLabels(args.environment),
        sourceRepositories: args.sourceRepositories,
        destination: {
          server: args.destinationServer ?? "https://kubernetes.default.svc",
          namespace: args.namespace,
        },
        readOnlyGroups: args.readOnlyGroups ?? [],
        syncGroups: args.syncGroups ?? [],
        syncWindows: args.syncWindows ?? [],
      }),
      { ...childOptions(this, opts), ...environments[args.environment].protection },
    );
    this.project = after(project, name);
    this.registerOutputs({ project: this.project });
  }
}
