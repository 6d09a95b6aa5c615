import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { chartProblems, userChart, type ComponentChart } from "../chart/args";
import { claimInstallation } from "../chart/owner";
import { chartImages } from "../chart/mirror";
import { installRelease } from "../chart/install";
import { Installation } from "../installation";
import { childOptions } from "../options";
import { refuseArguments } from "../refusal";
import { charts } from "../versions";
import { sealedSecretsProblems, type SealedSecretsArgs } from "./sealed-secrets-args";
import {
  fixedSealedSecretsValues,
  sealedSecretsNetworkPolicy,
  sealedSecretsValues,
} from "./sealed-secrets-values";
import { registerSealingKey } from "./sealing-key";
import { sealingPublicKey } from "./sealing/rsa";

export type { SealedSecretsArgs } from "./sealed-secrets-args";

/**
 * The Sealed Secrets controller from its official chart, with key pairs that exist before it starts; or the controller
 * that the cluster already has.
 *
 * A key that the controller generates exists only in the cluster: rebuilt from Git, that cluster could not open any
 * SealedSecret. The keys of this component are in Pulumi's encrypted state, and in `escrow` if it is set. They are kept on
 * destroy in every environment, and protected in staging and production.
 */
export class SealedSecrets extends pulumi.ComponentResource {
  /** Certificate to seal with, in PEM; not secret. Known once its key is in the cluster and in escrow. */
  public readonly certificate: pulumi.Output<string>;

  constructor(name: string, args: SealedSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    const existing = args.installation === Installation.Existing;
    const aliases = existing ? [] : formerly();
    super("mariadb-gitops:index:SealedSecrets", name, {}, pulumi.mergeOptions(opts, { aliases }));
    refuseArguments(name, [
      ...sealedSecretsProblems(args),
      ...(existing ? [] : chartProblems(chartOf(args), args)),
    ]);
    const options = childOptions(this, opts);
    this.certificate = existing ? requireController(name, args, options) : install(name, args, options);
    this.registerOutputs({ certificate: this.certificate });
  }
}

/**
 * In 0.1.0 the first key was in a component of its own, which the program called "sealing-key". An upgrade must find
 * it again: a new key in its place could open nothing.
 */
function formerly(): pulumi.Alias[] {
  const type = "mariadb-gitops:index:SealingKey";
  return [{ type }, { type, name: "sealing-key", parent: pulumi.rootStackResource }];
}

const defaultNamespace = "kube-system";
const defaultController = "sealed-secrets-controller";

function chartOf(args: SealedSecretsArgs, keys: readonly string[] = []): ComponentChart {
  const images = chartImages.sealedSecrets;
  return {
    source: charts.sealedSecrets,
    values: sealedSecretsValues(args, args.controllerName ?? defaultController, keys),
    // A registry of this controller takes precedence over the mirror.
    images: args.imageRegistry === undefined ? images : { ...images, registries: [] },
    fixed: fixedSealedSecretsValues,
  };
}

/** Reads the Service that every installation has: without it the update fails before anything is sealed. */
function requireController(
  name: string,
  { namespace = defaultNamespace, controllerName = defaultController, certificate = "" }: SealedSecretsArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const service = k8s.core.v1.Service.get(`${name}-installation`, `${namespace}/${controllerName}`, options);
  return pulumi.all([service.urn, certificate]).apply(([, pem]) => {
    sealingPublicKey(pem);
    return pem;
  });
}

/** Keys and network policy, then the release; the certificate resolves when the controller can open what it seals. */
function install(
  name: string,
  args: SealedSecretsArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { namespace = defaultNamespace, controllerName = defaultController, rotations = 0 } = args;
  const owner = claimInstallation(
    name,
    {
      what: "Sealed Secrets",
      release: charts.sealedSecrets.release,
      namespace,
      key: "sealedSecretsInstallation",
    },
    options,
  );
  const owned = { ...options, dependsOn: owner };
  const keys = Array.from({ length: rotations + 1 }, (_, generation) =>
    registerSealingKey(name, generation, namespace, args, owned),
  );
  const { chart, values, readyTimeout } = userChart(
    chartOf(
      args,
      keys.map(({ secretName }) => secretName),
    ),
    args,
  );
  const policy = new k8s.networking.v1.NetworkPolicy(
    `${name}-network-policy`,
    sealedSecretsNetworkPolicy(args, args.httpFrom ?? [], { name: controllerName, namespace }),
    owned,
  );
  const release = installRelease(
    `${name}-release`,
    chart,
    { namespace, values, readyTimeout },
    // The keys wait for the dependencies of the component.
    { ...options, dependsOn: [policy, ...keys.map(({ secret }) => secret)] },
  );
  const newest = keys.at(-1)?.certificate ?? "";
  return pulumi.all([release.urn, newest]).apply(([, pem]) => pem);
}
