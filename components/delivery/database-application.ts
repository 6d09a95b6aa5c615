import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../options";
import { problemOf } from "../problems";
import { refuseArguments } from "../refusal";
import { environments, everyEnvironment, type Environment } from "../environments";
import { deliveryLabels, protectionOptions } from "../protection";
import { revisionOf, revisionProblems } from "./delivery";
import { refuseUnsafe } from "./refuse";

/** Where Argo CD syncs to, and when by itself. */
export interface SyncPolicyArgs {
  /**
   * API server of the databases.
   *
   * @default "https://kubernetes.default.svc", the cluster that Argo CD runs in
   */
  destinationServer?: pulumi.Input<string>;
  /**
   * Whether Argo CD syncs by itself. Refused in production.
   *
   * @default true in dev and staging, false in production
   */
  automated?: boolean;
  /**
   * Whether Argo CD reverts manual changes of fields that Git declares. Needs `automated`.
   *
   * @default true in dev, false in staging and production
   */
  selfHeal?: boolean;
}

/** Arguments of `DatabaseApplication`. */
export interface DatabaseApplicationArgs extends SyncPolicyArgs {
  /** The environment that is delivered; it decides the sync policy and Pulumi's protection. */
  environment: Environment;
  /** Name of the AppProject. `default` is refused. */
  project: pulumi.Input<string>;
  /** Git repository, as the project's list of sources has it. */
  repositoryUrl: pulumi.Input<string>;
  /** Namespace of the databases. */
  namespace: pulumi.Input<string>;
  /**
   * Name of the Application in Kubernetes. Keep it: a renamed Application is another one.
   *
   * @default the component's name
   */
  applicationName?: string;
  /**
   * Wave of the Application, for a parent that syncs several: lower ones first.
   *
   * @default 0
   */
  wave?: number;
  /**
   * Folder of the environment's overlay in the repository.
   *
   * @default "gitops/overlays/" and the environment
   */
  path?: pulumi.Input<string>;
  /**
   * Revision that is delivered: a branch in dev; an exact tag or a commit in staging and production.
   *
   * @default "main" in dev; required in staging and production
   */
  targetRevision?: pulumi.Input<string>;
  /**
   * Namespace of Argo CD.
   *
   * @default "argocd"
   */
  argocdNamespace?: pulumi.Input<string>;
  /**
   * Whether Pulumi refuses to delete the Application where the environment says so. What keeps the databases when it
   * goes (no prune, no cascade) is never switched off.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * An Argo CD Application that delivers one environment's databases from Git and cannot lose them: it never prunes,
 * has no cascade finalizer, and refuses arguments that its own rules would find unsafe.
 */
export class DatabaseApplication extends pulumi.ComponentResource {
  /** Name of the Application, known once it exists. */
  public readonly application: pulumi.Output<string>;

  constructor(name: string, args: DatabaseApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseApplication", name, {}, opts);
    const { delivery } = environments[args.environment];
    const protection = protectionOptions(args.environment, args.deletionProtection);
    const applicationName = args.applicationName ?? name;
    const automated = args.automated ?? delivery.automated;
    const needed = "needs automated sync, which is off; set automated: true, or remove selfHeal";
    refuseArguments(name, [
      ...revisionProblems(args),
      ...(args.selfHeal === true && !automated ? [problemOf("selfHeal", needed)] : []),
    ]);
    const manifest = applicationManifest({
      name: applicationName,
      argocdNamespace: args.argocdNamespace ?? "argocd",
      labels: deliveryLabels(args.environment),
      wave: args.wave ?? 0,
      project: args.project,
      repositoryUrl: args.repositoryUrl,
      path: args.path ?? `gitops/overlays/${args.environment}`,
      targetRevision: revisionOf(args),
      destination: {
        server: args.destinationServer ?? "https://kubernetes.default.svc",
        namespace: args.namespace,
      },
      automated,
      selfHeal: args.selfHeal ?? (automated && delivery.selfHeal),
    });
    refuseUnsafe(name, manifest, args.environment);
    const application = new k8s.apiextensions.CustomResource(`${name}-application`, manifest, {
      ...childOptions(this, opts),
      ...protection,
    });
    this.application = after(application, applicationName);
    this.registerOutputs({ application: this.application });
  }
}

/** Content, source and destination of one Application. */
export interface ApplicationManifestArgs {
  name: string;
  argocdNamespace: pulumi.Input<string>;
  labels: Record<string, string>;
  wave: number;
  project: pulumi.Input<string>;
  repositoryUrl: pulumi.Input<string>;
  path: pulumi.Input<string>;
  targetRevision: pulumi.Input<string>;
  destination: { server: pulumi.Input<string>; namespace: pulumi.Input<string> };
  automated: boolean;
  selfHeal: boolean;
}

/** Fields that the operator rewrites on a failover: Git must neither show them as drift nor force the old primary back. */
const operatorOwned = [
  {
    group: "k8s.mariadb.com",
    kind: "MariaDB",
    jsonPointers: ["/spec/replication/primary/podIndex", "/spec/galera/primary/podIndex"],
  },
];

/** `CreateNamespace` is not among them: Pulumi owns the namespace and protects it. */
const syncOptions = [
  "Prune=false",
  "Delete=false",
  "PruneLast=true",
  // Two Applications that own one object would take turns to overwrite it, and the one that goes would prune it.
  "FailOnSharedResource=true",
  // The operator writes defaults into the objects; only fields that Git declares are ours.
  "ServerSideApply=true",
  "RespectIgnoreDifferences=true",
];

/**
 * The Argo CD Application of one environment's databases, as a plain object.
 *
 * It has no finalizer, so deleting it leaves the databases alone, and it never prunes: `Prune=false` and
 * `Delete=false` hold for every object even before that object carries its own annotation (Argo CD 3.4 and later).
 */
export function applicationManifest(args: ApplicationManifestArgs) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: args.name,
      namespace: args.argocdNamespace,
      labels: args.labels,
      annotations: { "argocd.argoproj.io/sync-wave": String(args.wave) },
    },
    spec: {
      project: args.project,
      source: { repoURL: args.repositoryUrl, path: args.path, targetRevision: args.targetRevision },
      destination: args.destination,
      syncPolicy: {
        ...(args.automated ? { automated: automated(args.selfHeal) } : {}),
        syncOptions,
        retry: everyEnvironment.retry,
      },
      ignoreDifferences: operatorOwned,
      revisionHistoryLimit: everyEnvironment.revisionHistoryLimit,
    },
  };
}

/** Automatic sync. Every switch is written down, so that no default of another Argo CD version decides. */
function automated(selfHeal: boolean) {
  return { enabled: true, prune: false, selfHeal, allowEmpty: everyEnvironment.allowEmpty };
}
