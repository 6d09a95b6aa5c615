import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions, keptNamespace } from "../options";
import { chartProblems, userChart, type ChartArgs, type ComponentChart } from "../chart/args";
import { claimInstallation } from "../chart/owner";
import { chartImages } from "../chart/mirror";
import { installRelease } from "../chart/install";
import { existingProblems, Installation } from "../installation";
import { problemOf, type Problem } from "../problems";
import { refuseArguments } from "../refusal";
import { charts } from "../versions";
import { allowTokens } from "./external-secrets-access";
import type { ServiceAccountReference } from "../workload-identity";
import { externalSecretsValues, fixedExternalSecretsValues } from "./external-secrets-values";

/** Arguments of `ExternalSecrets`. */
export interface ExternalSecretsArgs extends ChartArgs {
  /**
   * Whether to install the operator or to use the one that the cluster has. With an existing one the update fails when
   * the webhook configuration `externalsecret-validate` is missing, whose name no installation can change; every argument
   * but `namespace` and `serviceAccounts` is then refused, because the owner of the installation configures it.
   *
   * @default Installation.Install
   */
  installation?: Installation;
  /**
   * Namespace of the operator. Plain, because it shapes the chart.
   *
   * @default "external-secrets"
   */
  namespace?: string;
  /**
   * The ServiceAccounts that stores read their secrets as; the controller may create tokens only of these. Without this
   * argument it may create tokens of every account in the cluster, and so has the rights of the strongest one. With
   * `installation: existing` the rights are added and none are removed.
   *
   * @default every ServiceAccount
   */
  serviceAccounts?: ServiceAccountReference[];
  /**
   * Two replicas of controller and webhook, with disruption budgets.
   *
   * @default false
   */
  highAvailability?: boolean;
  /**
   * The only namespace whose secrets the operator handles, with a Role instead of a ClusterRole. It must exist.
   *
   * @default all namespaces
   */
  scopedNamespace?: string;
  /**
   * Whether PushSecrets are processed: objects that write cluster Secrets into the store, also over a good password.
   *
   * @default false
   */
  pushSecrets?: boolean;
  /**
   * Annotations of the controller's own ServiceAccount, such as `eks.amazonaws.com/role-arn`. A role here serves every
   * store of every namespace that has no account of its own; prefer a ServiceAccount per store.
   *
   * @default {}
   */
  serviceAccountAnnotations?: Record<string, string>;
}

/**
 * External Secrets Operator: it writes Secrets from AWS Secrets Manager, Vault or Google Secret Manager, so that Git
 * holds references only. Its CRDs and its namespace are kept on destroy; the Secrets that it wrote stay in any case.
 */
export class ExternalSecrets extends pulumi.ComponentResource {
  /** Namespace of the operator; known in previews, and resolved when the webhook answers. */
  public readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ExternalSecretsArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:ExternalSecrets", name, {}, opts);
    refuseArguments(name, externalSecretsProblems(args));
    const namespace = args.namespace ?? "external-secrets";
    const options = childOptions(this, opts);
    const operator =
      args.installation === Installation.Existing
        ? requireInstallation(name, options)
        : install(name, namespace, args, options);
    allowTokens(name, args.serviceAccounts ?? [], namespace, options);
    this.namespace = after(operator, namespace);
    this.registerOutputs({ namespace: this.namespace });
  }
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
function externalSecretsProblems(args: ExternalSecretsArgs): Problem[] {
  const { installation, namespace, scopedNamespace } = args;
  return [
    ...(namespace === "" ? [problemOf("namespace", "is empty; set a name or remove it")] : []),
    ...(scopedNamespace === ""
      ? [problemOf("scopedNamespace", "is empty; set the databases' namespace or remove it")]
      : []),
    ...(installation === Installation.Existing
      ? existingProblems(args, ["installation", "namespace", "serviceAccounts"])
      : chartProblems(chartOf(args), args)),
  ];
}

function chartOf(args: ExternalSecretsArgs): ComponentChart {
  const values = externalSecretsValues({
    highAvailability: args.highAvailability ?? false,
    pushSecrets: args.pushSecrets ?? false,
    monitoring: args.monitoring ?? false,
    anyServiceAccount: args.serviceAccounts === undefined,
    serviceAccountAnnotations: args.serviceAccountAnnotations ?? {},
    scopedNamespace: args.scopedNamespace,
  });
  return {
    source: charts.externalSecrets,
    values,
    images: chartImages.externalSecrets,
    fixed: fixedExternalSecretsValues,
  };
}

/** Reads an object that every installation has under this name: without it the update fails before any store. */
function requireInstallation(name: string, options: pulumi.CustomResourceOptions): pulumi.Resource {
  return k8s.admissionregistration.v1.ValidatingWebhookConfiguration.get(
    `${name}-installation`,
    "externalsecret-validate",
    options,
  );
}

/** The namespace, then the release, which is ready when the webhook is. */
function install(
  name: string,
  namespace: string,
  args: ExternalSecretsArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  // No data is in it, so the guard leaves it alone.
  const home = keptNamespace(name, namespace, options, {
    "pod-security.kubernetes.io/enforce": "restricted",
  });
  const owner = claimInstallation(
    name,
    {
      what: "External Secrets Operator",
      release: charts.externalSecrets.release,
      namespace,
      key: "externalSecretsInstallation",
    },
    { ...options, dependsOn: home },
  );
  const { chart, values, readyTimeout } = userChart(chartOf(args), args);
  return installRelease(
    `${name}-release`,
    chart,
    { namespace, values, readyTimeout },
    { ...options, dependsOn: owner },
  );
}
