import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { after } from "../after";
import { versions } from "../versions";
import { childOptions } from "../options";
import { argoCdValues } from "./argocd-values";

/** Arguments of `ArgoCd`. */
export interface ArgoCdArgs {
  /**
   * Namespace of Argo CD. It shapes the chart, so it is a plain string that previews know.
   *
   * @default "argocd"
   */
  namespace?: string;
  /**
   * Use the Argo CD that the cluster already has, instead of installing one. The update fails when the ConfigMap
   * `argocd-cm` is not in the namespace, because then no Argo CD would ever read the Applications.
   *
   * @default false
   */
  existing?: boolean;
  /**
   * How often Argo CD looks at Git, as a Go duration. A webhook makes it immediate.
   *
   * @default "120s" plus Argo CD's own jitter of up to 60 s
   */
  reconciliationTimeout?: string;
}

/**
 * Argo CD from its official chart, or the one that the cluster already has.
 *
 * The chart is a Helm release with a fixed name: Helm then keeps the CRDs on destroy (`crds.keep`) and the next
 * update adopts them again, while Pulumi's state stays a few kilobytes. The chart's only hooks create the password
 * of Redis; they are switched off and the Secret is registered here, so an update never waits for a hook's pod.
 */
export class ArgoCd extends pulumi.ComponentResource {
  /** Namespace in which Argo CD reads Applications and AppProjects. */
  public readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ArgoCdArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:ArgoCd", name, {}, opts);
    const namespace = args.namespace ?? "argocd";
    const options = childOptions(this, opts);
    const existing = args.existing ?? false;
    this.namespace = existing
      ? requireInstallation(name, namespace, options)
      : install(name, namespace, args, options);
    this.registerOutputs({ namespace: this.namespace });
  }
}

/** Reads a ConfigMap that every installation has: its absence is an error before any Application is registered. */
function requireInstallation(
  name: string,
  namespace: string,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const config = k8s.core.v1.ConfigMap.get(`${name}-installation`, `${namespace}/argocd-cm`, options);
  return after(config, namespace);
}

/** Namespace, then the Secret of Redis, then the release; the output resolves when Argo CD is up. */
function install(
  name: string,
  namespace: string,
  args: ArgoCdArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const home = new k8s.core.v1.Namespace(
    `${name}-namespace`,
    { metadata: { name: namespace } },
    // Applications live in it: deleting the namespace would delete them all.
    { ...options, retainOnDelete: true },
  );
  const password = new random.RandomPassword(`${name}-redis`, { length: 32, special: false }, options);
  const secret = new k8s.core.v1.Secret(
    `${name}-redis-secret`,
    { metadata: { name: "argocd-redis", namespace }, stringData: { auth: password.result } },
    { ...options, dependsOn: home },
  );
  const release = new k8s.helm.v3.Release(
    `${name}-release`,
    {
      // Helm refuses kept CRDs whose release name differs, so Pulumi's generated name would never install again.
      name: "argocd",
      namespace,
      chart: "argo-cd",
      version: versions.argoCd.chart,
      repositoryOpts: { repo: versions.argoCd.repository },
      values: argoCdValues(args.reconciliationTimeout ?? "120s"),
    },
    { ...options, dependsOn: secret },
  );
  return after(release, namespace);
}
