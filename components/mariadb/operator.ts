import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after } from "../after";
import { installChart } from "../chart/chart";
import { installCrds } from "../chart/crds";
import type { Environment } from "../environments";
import { Installation } from "../installation";
import { keptNamespace } from "../kept-namespace";
import { childOptions } from "../options";
import { protectionOptions } from "../protection";
import { charts } from "../versions";
import { operatorValues } from "./operator-values";
import { waitForWebhook } from "./webhook";

/** Arguments of `MariaDbOperator`. */
export interface MariaDbOperatorArgs {
  /** The environment whose databases the operator runs; it decides whether Pulumi protects the CRDs. */
  environment: Environment;
  /**
   * Install the operator, or use the one that the cluster already has. With `existing` the update fails when the CRD
   * `databases.k8s.mariadb.com` is missing; whether an operator runs behind it is not known.
   *
   * @default "install"
   */
  installation?: Installation;
  /**
   * Namespace of the operator. It shapes the chart, so it is a plain string that previews know.
   *
   * @default "mariadb-system"
   */
  namespace?: string;
  /**
   * Three replicas of the operator, its webhook and its certificate controller, one of which a drain may take at a time.
   *
   * @default false
   */
  highAvailability?: boolean;
  /**
   * Metrics of the operator with ServiceMonitors. The cluster needs the CRDs of the Prometheus operator.
   *
   * @default false
   */
  metrics?: boolean;
  /**
   * Take the webhook's certificate from cert-manager, which must be installed, instead of the chart's own controller.
   *
   * @default false
   */
  certManager?: boolean;
  /**
   * Watch only the operator's own namespace, which then is the databases' namespace, must exist, and is not
   * registered here. The chart then drops its validating webhook, and immutable fields can be changed, so this is
   * refused without `guarded`.
   *
   * @default false
   */
  currentNamespaceOnly?: boolean;
  /**
   * Says that the deletion guard is on in this cluster and stands in for the webhook that `currentNamespaceOnly` drops.
   *
   * @default false
   */
  guarded?: boolean;
  /**
   * Whether Pulumi refuses to delete the CRDs in staging and production. They are kept on destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * mariadb-operator from its official charts: first the CRDs, which are kept on destroy, then the operator. Whatever
 * depends on this component waits until the operator's webhook answers.
 *
 * Deleting a CRD deletes every object of its kind, so the CRDs are a chart of their own, and the operator's chart
 * is told to have none.
 */
export class MariaDbOperator extends pulumi.ComponentResource {
  /** Namespace of the operator, once custom resources can be created. */
  public readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: MariaDbOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:MariaDbOperator", name, {}, opts);
    refuseUnguarded(name, args, this);
    const namespace = args.namespace ?? "mariadb-system";
    const options = childOptions(this, opts);
    this.namespace =
      args.installation === Installation.Existing
        ? requireInstallation(name, namespace, options)
        : install(name, namespace, args, options);
    this.registerOutputs({ namespace: this.namespace });
  }
}

/** Refuses the form of the operator that would let immutable fields change, and one that names no namespace to watch. */
function refuseUnguarded(name: string, args: MariaDbOperatorArgs, resource: pulumi.Resource): void {
  if (args.currentNamespaceOnly !== true) {
    return;
  }
  if (args.guarded !== true) {
    throw new pulumi.ResourceError(
      `${name}: currentNamespaceOnly drops the operator's validating webhook, so that immutable fields and shrinking ` +
        "volumes are no longer refused; leave it out, or write guarded: true where the deletion guard is on",
      resource,
      true,
    );
  }
  if (args.namespace === undefined) {
    throw new pulumi.ResourceError(
      `${name}: currentNamespaceOnly without a namespace would watch mariadb-system, where no database is; ` +
        "write namespace with the name of the databases' namespace",
      resource,
      true,
    );
  }
}

/** Reads the smallest CRD that every installation has. Read into the state, `mariadbs` would be forty times its size. */
function requireInstallation(
  name: string,
  namespace: string,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const definition = k8s.apiextensions.v1.CustomResourceDefinition.get(
    `${name}-installation`,
    "databases.k8s.mariadb.com",
    options,
  );
  return after(definition, namespace);
}

/** CRDs and namespace, then the operator. */
function install(
  name: string,
  namespace: string,
  args: MariaDbOperatorArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { protect } = protectionOptions(args.environment, args.deletionProtection);
  const crds = installCrds(`${name}-crds`, charts.mariadbOperatorCrds, { namespace, protect }, options);
  const currentNamespaceOnly = args.currentNamespaceOnly ?? false;
  const home = currentNamespaceOnly ? [] : [keptNamespace(name, namespace, options)];
  const operator = installChart(
    `${name}-operator`,
    charts.mariadbOperator,
    {
      namespace,
      values: operatorValues({
        highAvailability: args.highAvailability ?? false,
        metrics: args.metrics ?? false,
        certManager: args.certManager ?? false,
        currentNamespaceOnly,
      }),
    },
    { ...options, dependsOn: [crds, ...home], transforms: [waitForWebhook] },
  );
  return after(operator, namespace);
}
