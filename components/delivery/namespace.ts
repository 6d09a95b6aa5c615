import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after } from "../after";
import { environments, type Environment } from "../environments";
import { environmentLabels } from "../labels";
import { childOptions } from "../options";
import { protectionAnnotations, protectionLabels } from "./protection";

/** Arguments of `DatabaseNamespace`. */
export interface DatabaseNamespaceArgs {
  /** The environment whose databases live in the namespace. */
  environment: Environment;
  /**
   * Name of the namespace; the Kustomize overlay of the environment says the same.
   *
   * @default "mariadb-" and the environment
   */
  namespace?: pulumi.Input<string>;
}

/**
 * The namespace of one environment's databases, with the Pod Security Standard `baseline` enforced.
 *
 * Deleting a namespace deletes every claim in it, so the namespace is kept on `pulumi destroy` in every environment
 * and protected in staging and production. The next update adopts it when the provider has `upsertExistingObjects`.
 */
export class DatabaseNamespace extends pulumi.ComponentResource {
  /** Name of the namespace, known once it exists. */
  public readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: DatabaseNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseNamespace", name, {}, opts);
    const wanted = args.namespace ?? `mariadb-${args.environment}`;
    const namespace = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: wanted,
          labels: { ...environmentLabels(args.environment), ...protectionLabels, ...podSecurity },
          annotations: protectionAnnotations,
        },
      },
      {
        ...childOptions(this, opts),
        retainOnDelete: true,
        protect: environments[args.environment].protection.protect,
      },
    );
    this.namespace = after(namespace, wanted);
    this.registerOutputs({ namespace: this.namespace });
  }
}

const podSecurity = {
  "pod-security.kubernetes.io/enforce": "baseline",
  "pod-security.kubernetes.io/warn": "restricted",
};
