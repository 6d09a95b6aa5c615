import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after } from "../after";
import { userChart, type ComponentChart } from "../chart/args";
import { installChart } from "../chart/chart";
import { installCrds } from "../chart/crds";
import { claimInstallation } from "../chart/owner";
import { chartImages } from "../chart/images";
import { locate } from "../chart/location";
import { Installation } from "../installation";
import { keptNamespace } from "../kept-namespace";
import { childOptions, dependencies } from "../options";
import { refuseArguments } from "../problems";
import { protectionOptions } from "../protection";
import { charts } from "../versions";
import { operatorProblems, type MariaDbOperatorArgs } from "./operator-args";
import { fixedOperatorValues, operatorValues } from "./operator-values";
import { waitForWebhook } from "./webhook";

export type { MariaDbOperatorArgs } from "./operator-args";

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
    refuseArguments(name, operatorProblems(args, chartOf(args)));
    const namespace = args.namespace ?? "mariadb-system";
    const options = childOptions(this, opts);
    this.namespace =
      args.installation === Installation.Existing
        ? requireInstallation(name, namespace, options)
        : install(name, namespace, args, options);
    this.registerOutputs({ namespace: this.namespace });
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
  const home = args.currentNamespaceOnly === true ? [] : [keptNamespace(name, namespace, options)];
  const { release } = charts.mariadbOperator;
  const owner = claimInstallation(
    name,
    { what: "mariadb-operator", release, namespace, key: "mariadbOperatorInstallation" },
    { ...options, dependsOn: [...dependencies(options), ...home] },
  );
  const owned = { ...options, dependsOn: owner };
  const definitions = locate(charts.mariadbOperatorCrds, args.crdsChart, args.mirror);
  const crds = installCrds(`${name}-crds`, definitions, { namespace, protect }, owned);
  const { chart, values, readyTimeout } = userChart(chartOf(args), args);
  const { certManager = false } = args;
  const operator = installChart(
    `${name}-operator`,
    chart,
    { namespace, values, readyTimeout },
    {
      ...options,
      dependsOn: crds,
      transforms: [waitForWebhook({ name, namespace, certManager, readyTimeout })],
    },
  );
  return after(operator, namespace);
}

function chartOf(args: MariaDbOperatorArgs): ComponentChart {
  const values = operatorValues({
    highAvailability: args.highAvailability ?? false,
    monitoring: args.monitoring ?? false,
    certManager: args.certManager ?? false,
    currentNamespaceOnly: args.currentNamespaceOnly ?? false,
  });
  return {
    source: charts.mariadbOperator,
    values,
    images: chartImages.mariadbOperator,
    fixed: fixedOperatorValues,
  };
}
