import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../../options";
import { problemOf, type Problem } from "../../problems";
import { refuseArguments } from "../../refusal";
import type { Environment } from "../../environments";
import { environmentLabels } from "../../protection";
import {
  changeAlertManifest,
  deletionAlertManifest,
  errorAlertManifest,
  providerManifest,
  type AlertProviderType,
  type AlertsManifestArgs,
} from "./alerts-manifest";

/** One receiver of Flux's messages. */
export interface AlertReceiverArgs {
  /** Kind of receiver. */
  type: AlertProviderType;
  /** Address of the receiver. A secret, because the address of a webhook is all that is needed to write to it. */
  address: pulumi.Input<string>;
  /**
   * Token, signing key or API key of the receiver. A secret. Required by `generic-hmac` and `opsgenie`.
   *
   * @default none
   */
  token?: pulumi.Input<string>;
  /**
   * Channel of the receiver; in PagerDuty the integration key, and required. Readable by everyone who may read Providers.
   *
   * @default none: the receiver decides
   */
  channel?: pulumi.Input<string>;
}

/** Arguments of `DatabaseAlerts`. */
export interface DatabaseAlertsArgs extends AlertReceiverArgs {
  /** The environment whose events are reported; every message names it. */
  environment: Environment;
  /** Namespace of the databases, where the Flux objects are that are reported on. */
  namespace: pulumi.Input<string>;
}

/**
 * Flux's messages about one environment: every error; every deletion; and every change that Flux makes, which is how
 * it reports drift that it corrected.
 */
export class DatabaseAlerts extends pulumi.ComponentResource {
  /** Name of the Provider, known once it exists. */
  public readonly alertProvider: pulumi.Output<string>;

  constructor(name: string, args: DatabaseAlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseAlerts", name, {}, opts);
    refuseArguments(name, receiverProblems(args));
    const options = childOptions(this, opts);
    const secretName = `${name}-receiver`;
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: {
          name: secretName,
          namespace: args.namespace,
          labels: environmentLabels(args.environment),
        },
        stringData: {
          address: pulumi.secret(args.address),
          ...(args.token === undefined ? {} : { token: pulumi.secret(args.token) }),
        },
      },
      options,
    );
    const manifests: AlertsManifestArgs = {
      name,
      namespace: args.namespace,
      labels: environmentLabels(args.environment),
      environment: args.environment,
      type: args.type,
      secret: after(secret, secretName),
      channel: args.channel,
    };
    const custom = k8s.apiextensions.CustomResource;
    const provider = new custom(`${name}-provider`, providerManifest(manifests), options);
    const reporting = { ...options, dependsOn: provider };
    new custom(`${name}-errors`, errorAlertManifest(manifests), reporting);
    new custom(`${name}-deletions`, deletionAlertManifest(manifests), reporting);
    new custom(`${name}-changes`, changeAlertManifest(manifests), reporting);
    this.alertProvider = after(provider, name);
    this.registerOutputs({ alertProvider: this.alertProvider });
  }
}

/** Fields that each type requires, besides the address. Flux itself would fail at the first event. */
const required: Readonly<Partial<Record<AlertProviderType, "token" | "channel">>> = {
  "generic-hmac": "token",
  opsgenie: "token",
  pagerduty: "channel",
};

function receiverProblems(args: DatabaseAlertsArgs): Problem[] {
  const needed = required[args.type];
  return needed === undefined || args[needed] !== undefined
    ? []
    : [problemOf(needed, `is missing, and ${args.type} does not work without; set ${needed}: "..."`)];
}
