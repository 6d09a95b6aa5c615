import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../options";
import type { Environment } from "../environments";
import { deliveryLabels, protectionOptions } from "../protection";
import { projectManifest, type SyncWindow } from "./project-manifest";

/** Arguments of `DatabaseProject`. */
export interface DatabaseProjectArgs {
  /** The environment whose databases the project delivers. */
  environment: Environment;
  /** Git repositories that may be delivered, as exact URLs. */
  sourceRepositories: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Name of the AppProject.
   *
   * @default the component's name
   */
  projectName?: string;
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
  /**
   * Whether Pulumi and the deletion guard protect the project in staging and production.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * An Argo CD AppProject for one environment's databases: one source list, one destination, an allow-list of kinds, a
 * sync identity and roles that cannot delete, and a warning for objects that Git no longer declares.
 *
 * In staging and production the project is kept on destroy and carries Argo CD's finalizer. In dev it has none, so
 * that a destroy never waits for an Argo CD that is not running.
 */
export class DatabaseProject extends pulumi.ComponentResource {
  /** Name of the AppProject, known once it exists. */
  public readonly project: pulumi.Output<string>;

  constructor(name: string, args: DatabaseProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseProject", name, {}, opts);
    const projectName = args.projectName ?? name;
    const protection = protectionOptions(args.environment, args.deletionProtection);
    const project = new k8s.apiextensions.CustomResource(
      `${name}-project`,
      projectManifest({
        name: projectName,
        argocdNamespace: args.argocdNamespace ?? "argocd",
        labels: deliveryLabels(args.environment),
        sourceRepositories: args.sourceRepositories,
        destination: {
          server: args.destinationServer ?? "https://kubernetes.default.svc",
          namespace: args.namespace,
        },
        heldWhileUsed: protection.retainOnDelete,
        readOnlyGroups: args.readOnlyGroups ?? [],
        syncGroups: args.syncGroups ?? [],
        syncWindows: args.syncWindows ?? [],
      }),
      { ...childOptions(this, opts), ...protection },
    );
    this.project = after(project, projectName);
    this.registerOutputs({ project: this.project });
  }
}
