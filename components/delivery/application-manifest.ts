import type { Input } from "@pulumi/pulumi";

import { everyEnvironment } from "../environments";

/** What one Application delivers, from where, and to where. */
export interface ApplicationManifestArgs {
  name: string;
  argocdNamespace: Input<string>;
  labels: Record<string, string>;
  wave: number;
  project: Input<string>;
  repositoryUrl: Input<string>;
  path: Input<string>;
  targetRevision: Input<string>;
  destination: { server: Input<string>; namespace: Input<string> };
  automated: boolean;
  selfHeal: boolean;
  createNamespace: boolean;
}

/** Fields that the operator rewrites on a failover: Git must neither show them as drift nor force the old primary back. */
const operatorOwned = [
  {
    group: "k8s.mariadb.com",
    kind: "MariaDB",
    jsonPointers: ["/spec/replication/primary/podIndex", "/spec/galera/primary/podIndex"],
  },
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
        syncOptions: syncOptions(args.createNamespace),
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

function syncOptions(createNamespace: boolean): string[] {
  return [
    ...(createNamespace ? ["CreateNamespace=true"] : []),
    "Prune=false",
    "Delete=false",
    "PruneLast=true",
    // Two Applications that own one object would take turns to overwrite it, and the one that goes would prune it.
    "FailOnSharedResource=true",
    // The operator writes defaults into the objects; only fields that Git declares are ours.
    "ServerSideApply=true",
    "RespectIgnoreDifferences=true",
  ];
}
