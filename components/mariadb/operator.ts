import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions, dependencies, keptNamespace } from "../options";
import { userChart, type ComponentChart } from "../chart/args";
import { tellWaiting } from "../chart/hooks";
import { installChart, installCrds, type Transform } from "../chart/install";
import { claimInstallation } from "../chart/owner";
import { chartImages } from "../chart/mirror";
import { locate } from "../chart/location";
import { Installation } from "../installation";
import { refuseArguments } from "../refusal";
import { protectionOptions } from "../protection";
import { charts } from "../versions";
import {
  fixedOperatorValues,
  operatorProblems,
  operatorValues,
  type MariaDbOperatorArgs,
} from "./operator-args";

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

/** Makes the provider wait until somebody has written a CA into the object. */
const waitForCa = { "pulumi.com/waitFor": "jsonpath={.webhooks[*].clientConfig.caBundle}" };

/** Settings of the wait for the webhook. */
export interface WebhookWait {
  /** Name of the component, which makes the hooks' names unique. */
  name: string;
  /** Namespace of the operator. */
  namespace: string;
  /** Whether cert-manager writes the CA, and not the chart's own controller. */
  certManager: boolean;
  /** As a Go duration. */
  readyTimeout: string;
}

/**
 * Makes the operator's webhook configuration count as created only once it can be called. The API server sends every
 * write of a custom resource to it and refuses what it cannot send, so a database that comes earlier fails.
 *
 * The CA is written at run time, by the chart's cert-controller or by cert-manager; nothing here declares it.
 */
export function waitForWebhook({ name, namespace, certManager, readyTimeout }: WebhookWait): Transform {
  const writer = certManager ? "cert-manager" : "the operator's certificate controller";
  const hooks = tellWaiting(`${name}-webhook`, {
    what: `${writer} to write the CA into the webhook configuration of mariadb-operator`,
    look: [
      `kubectl -n ${namespace} get pods`,
      certManager
        ? `kubectl -n ${namespace} describe certificate`
        : `kubectl -n ${namespace} logs deployment/mariadb-operator-cert-controller`,
    ],
  });
  return ({ type, props, opts }) => {
    if (!/:(Validating|Mutating)WebhookConfiguration$/.test(type)) {
      return undefined;
    }
    const { metadata, ...rest } = props as { metadata?: { annotations?: object } };
    return {
      props: {
        ...rest,
        metadata: { ...metadata, annotations: { ...metadata?.annotations, ...waitForCa } },
      },
      opts: { ...opts, hooks, customTimeouts: { create: readyTimeout, update: readyTimeout } },
    };
  };
}
