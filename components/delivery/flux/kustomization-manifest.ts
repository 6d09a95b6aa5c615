import type { Input } from "@pulumi/pulumi";

import { healthChecks } from "./health-checks";

/** What one Kustomization delivers, from where, and as whom. */
export interface KustomizationManifestArgs {
  name: string;
  namespace: Input<string>;
  labels: Record<string, string>;
  source: Input<string>;
  path: Input<string>;
  serviceAccountName: Input<string>;
  interval: Input<string>;
  retryInterval: Input<string>;
  timeout: Input<string>;
  suspend: boolean;
  dependsOn: Input<string>[];
  decryptionSecret: Input<string> | undefined;
}

/** Fields that the operator rewrites on a failover: Git must not force the old primary back. */
const operatorOwned = [
  {
    paths: ["/spec/replication/primary/podIndex", "/spec/galera/primary/podIndex"],
    target: { group: "k8s.mariadb.com", kind: "MariaDB" },
  },
];

/**
 * The Flux Kustomization of one environment's databases, as a plain object.
 *
 * Flux has no guard against an empty source: with `prune` an empty folder deletes everything and reports success. So
 * it never prunes, never replaces, and lets go of everything when it is deleted itself; every switch is written down,
 * because `prune: false` alone does not decide what a deletion does. There is no `targetNamespace`, which would rename
 * a Namespace of the source. It acts as a ServiceAccount without the verb `delete`.
 */
export function kustomizationManifest(args: KustomizationManifestArgs) {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: args.name, namespace: args.namespace, labels: args.labels },
    spec: {
      sourceRef: { kind: "GitRepository", name: args.source },
      path: args.path,
      serviceAccountName: args.serviceAccountName,
      prune: false,
      deletionPolicy: "Orphan",
      force: false,
      suspend: args.suspend,
      wait: true,
      interval: args.interval,
      retryInterval: args.retryInterval,
      timeout: args.timeout,
      healthCheckExprs: [...healthChecks],
      ignore: operatorOwned,
      ...(args.dependsOn.length > 0 ? { dependsOn: args.dependsOn.map((name) => ({ name })) } : {}),
      ...(args.decryptionSecret === undefined
        ? {}
        : { decryption: { provider: "sops", secretRef: { name: args.decryptionSecret } } }),
    },
  };
}
