import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions, keptNamespace } from "../options";
import { chartProblems, userChart, type ChartArgs, type ComponentChart } from "../chart/args";
import { claimInstallation } from "../chart/owner";
import { chartImages, mirrored } from "../chart/mirror";
import { installRelease } from "../chart/install";
import { tellWaiting } from "../chart/hooks";
import { existingProblems, Installation } from "../installation";
import { durationProblems, type Problem } from "../problems";
import { refuseArguments } from "../refusal";
import { charts, versions } from "../versions";
import {
  fixedFluxOperatorValues,
  fluxInstanceManifest,
  fluxOperatorValues,
  type FluxSize,
  type FluxStorage,
} from "./flux-manifest";

/** Arguments of `Flux`. */
export interface FluxArgs extends ChartArgs {
  /**
   * Namespace of Flux and of its operator. It shapes the chart, so it is a plain string that previews know.
   *
   * @default "flux-system"
   */
  namespace?: string;
  /**
   * Whether to install Flux, or to use the one that the cluster already has. With an existing one the update fails
   * when the Deployment `kustomize-controller` is not in the namespace, and every argument but `namespace` is refused,
   * because the owner of the installation configures it.
   *
   * @default Installation.Install
   */
  installation?: Installation;
  /**
   * Registry from which the controllers' images are pulled, for clusters with a mirror.
   *
   * @default "ghcr.io/fluxcd", or its place in the `mirror`
   */
  registry?: string;
  /**
   * How often the operator corrects a changed Flux, as a Go duration.
   *
   * @default "1h"
   */
  reconcileInterval?: string;
  /**
   * Whether the controllers accept traffic only from their own namespace, metrics and webhooks excepted.
   *
   * @default true
   */
  networkPolicy?: boolean;
  /**
   * Resources of the controllers.
   *
   * @default none: the requests and limits of the Flux distribution
   */
  size?: FluxSize;
  /**
   * Keep fetched sources in a volume, so that a restarted source-controller does not fetch them all again.
   *
   * @default none: an emptyDir
   */
  storage?: FluxStorage;
}

/**
 * Flux from its operator, with the multi-tenancy lockdown, or the Flux that the cluster already has.
 *
 * On destroy the FluxInstance goes first, while its operator runs: that is the uninstall which the Flux operator
 * documents. It takes the finalizers off every Flux object, so nothing is pruned and nothing hangs, and then removes
 * the controllers and Flux's CRDs. The databases stay and are no longer delivered.
 */
export class Flux extends pulumi.ComponentResource {
  /** Namespace of Flux, known in previews. Resources that use it wait until the controllers run. */
  public readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: FluxArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:Flux", name, {}, opts);
    const namespace = args.namespace ?? "flux-system";
    const options = childOptions(this, opts);
    refuseArguments(name, fluxProblems(args));
    this.namespace =
      args.installation === Installation.Existing
        ? requireInstallation(name, namespace, options)
        : install(name, namespace, args, options);
    this.registerOutputs({ namespace: this.namespace });
  }
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
function fluxProblems(args: FluxArgs): Problem[] {
  if (args.installation === Installation.Existing) {
    return existingProblems(args, ["installation", "namespace"]);
  }
  return [
    ...chartProblems(operatorChart(args), args),
    ...durationProblems({ reconcileInterval: args.reconcileInterval ?? "1h" }),
  ];
}

/** Reads the controller that applies Kustomizations: without it the update fails before any is registered. */
function requireInstallation(
  name: string,
  namespace: string,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const controller = k8s.apps.v1.Deployment.get(
    `${name}-installation`,
    `${namespace}/kustomize-controller`,
    options,
  );
  return after(controller, namespace);
}

/** Namespace, then the operator with its CRDs, then the FluxInstance; the output resolves when Flux is ready. */
function install(
  name: string,
  namespace: string,
  args: FluxArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const home = keptNamespace(name, namespace, options);
  const owner = claimInstallation(
    name,
    { what: "Flux", release: charts.fluxOperator.release, namespace, key: "engineInstallation" },
    { ...options, dependsOn: home },
  );
  const { chart, values, readyTimeout } = userChart(operatorChart(args), args);
  const operator = installRelease(
    `${name}-operator`,
    chart,
    { namespace, values, readyTimeout },
    { ...options, dependsOn: owner },
  );
  const instance = new k8s.apiextensions.CustomResource(
    `${name}-instance`,
    fluxInstanceManifest({
      namespace,
      registry: args.registry ?? mirrored(versions.flux.registry, args.mirror ?? {}),
      imagePullSecrets: args.mirror?.imagePullSecrets ?? [],
      reconcileInterval: args.reconcileInterval ?? "1h",
      networkPolicy: args.networkPolicy ?? true,
      size: args.size,
      storage: args.storage,
    }),
    // The operator gives the controllers and the CRDs five minutes each to go, and then lets the FluxInstance go.
    {
      ...options,
      dependsOn: operator,
      customTimeouts: { create: readyTimeout, update: readyTimeout, delete: "12m" },
      hooks: tellWaiting(`${name}-instance`, {
        what: `the FluxInstance ${namespace}/flux to become ready, which means that Flux's controllers run`,
        look: [`kubectl -n ${namespace} describe fluxinstance flux`, `kubectl -n ${namespace} get pods`],
      }),
    },
  );
  return after(instance, namespace);
}

function operatorChart({ monitoring = false }: FluxArgs): ComponentChart {
  return {
    source: charts.fluxOperator,
    values: fluxOperatorValues(monitoring),
    images: chartImages.fluxOperator,
    fixed: fixedFluxOperatorValues,
  };
}
