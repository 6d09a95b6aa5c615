import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../../options";
import { durationProblems, problemOf, type Problem } from "../../problems";
import { refuseArguments } from "../../refusal";
import { environments, everyEnvironment, type Environment } from "../../environments";
import { deliveryLabels, protectionOptions } from "../../protection";
import { folderParts } from "../delivery";
import { syncServiceAccount } from "../namespace-access";
import { refuseUnsafe } from "../refuse";
import { healthChecks } from "./health-checks";

/** Arguments of `DatabaseKustomization`. */
export interface DatabaseKustomizationArgs {
  /** The environment that is delivered; it decides the intervals and Pulumi's protection. */
  environment: Environment;
  /** Name of the GitRepository in the same namespace, such as the output of a `DatabaseSource`. */
  source: pulumi.Input<string>;
  /** Namespace of the databases; the Kustomization lives in it too. */
  namespace: pulumi.Input<string>;
  /**
   * Name of the Kustomization in Kubernetes. Keep it: a renamed Kustomization is another one.
   *
   * @default the component's name
   */
  kustomizationName?: string;
  /**
   * Folder of the environment's overlay in the repository. The root of the repository is refused.
   *
   * @default "gitops/overlays/" and the environment
   */
  path?: pulumi.Input<string>;
  /**
   * ServiceAccount in the namespace as which Flux applies. It must have no `delete`.
   *
   * @default "mariadb-sync"
   */
  serviceAccountName?: pulumi.Input<string>;
  /**
   * Names of Kustomizations in the namespace that must be ready first: the waves of Flux.
   *
   * @default []
   */
  dependsOn?: pulumi.Input<string>[];
  /**
   * Name of a Secret in the namespace with the private key that opens files encrypted by SOPS: `*.agekey` or `*.asc`.
   *
   * @default none: files are applied as they are
   */
  decryptionSecret?: pulumi.Input<string>;
  /**
   * How often Flux compares the cluster with the source, as a Go duration. It then undoes manual changes of fields
   * that Git declares; Flux cannot only report them.
   *
   * @default "5m" in dev and staging, "10m" in production
   */
  interval?: pulumi.Input<string>;
  /**
   * How long to wait after a failure, as a Go duration.
   *
   * @default "3m"
   */
  retryInterval?: pulumi.Input<string>;
  /**
   * How long Flux waits for the databases to become healthy, as a Go duration.
   *
   * @default "10m" in dev and staging, "30m" in production
   */
  timeout?: pulumi.Input<string>;
  /**
   * Stop applying, such as during a restore. Running databases keep running.
   *
   * @default false
   */
  suspend?: boolean;
  /**
   * Whether Pulumi and the guard refuse to delete the Kustomization where the environment says so. What keeps the
   * databases when it goes (no prune, Orphan) is never switched off.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * A Flux Kustomization that delivers one environment's databases from Git and cannot lose them: it never prunes or
 * replaces, and leaves everything in place when it is deleted. The Flux sibling of `DatabaseApplication`.
 */
export class DatabaseKustomization extends pulumi.ComponentResource {
  /** Name of the Kustomization, known once it exists. */
  public readonly kustomization: pulumi.Output<string>;

  constructor(name: string, args: DatabaseKustomizationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseKustomization", name, {}, opts);
    const { delivery } = environments[args.environment];
    const protection = protectionOptions(args.environment, args.deletionProtection);
    const kustomizationName = args.kustomizationName ?? name;
    const durations = {
      interval: args.interval ?? delivery.interval,
      retryInterval: args.retryInterval ?? everyEnvironment.retry.backoff.maxDuration,
      timeout: args.timeout ?? delivery.timeout,
    };
    const path = args.path ?? `gitops/overlays/${args.environment}`;
    refuseArguments(name, [...durationProblems(durations), ...folderProblems(path)]);
    const manifest = kustomizationManifest({
      name: kustomizationName,
      namespace: args.namespace,
      labels: deliveryLabels(args.environment),
      source: args.source,
      path,
      serviceAccountName: args.serviceAccountName ?? syncServiceAccount,
      ...durations,
      suspend: args.suspend ?? false,
      dependsOn: args.dependsOn ?? [],
      decryptionSecret: args.decryptionSecret,
    });
    refuseUnsafe(name, manifest, args.environment);
    const kustomization = new k8s.apiextensions.CustomResource(`${name}-kustomization`, manifest, {
      ...childOptions(this, opts),
      ...protection,
      // Letting go takes the controller seconds. One that is gone never takes its finalizer off: that must not hang.
      customTimeouts: { delete: "3m" },
    });
    this.kustomization = after(kustomization, kustomizationName);
    this.registerOutputs({ kustomization: this.kustomization });
  }
}

/** In a folder without a kustomization.yaml Flux applies every file below it: at the root, all environments at once. */
function folderProblems(path: pulumi.Input<string>): Problem[] {
  if (typeof path !== "string") {
    return [];
  }
  const parts = folderParts(path);
  const remedy = "set the folder of one overlay, such as gitops/overlays/dev";
  return parts.length === 0 || parts.includes("..")
    ? [problemOf("path", `"${path}" is not inside the repository; ${remedy}`)]
    : [];
}

/** Content, source and identity of one Kustomization. */
export interface KustomizationManifestArgs {
  name: string;
  namespace: pulumi.Input<string>;
  labels: Record<string, string>;
  source: pulumi.Input<string>;
  path: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  interval: pulumi.Input<string>;
  retryInterval: pulumi.Input<string>;
  timeout: pulumi.Input<string>;
  suspend: boolean;
  dependsOn: pulumi.Input<string>[];
  decryptionSecret: pulumi.Input<string> | undefined;
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
