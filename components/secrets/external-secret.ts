import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { goDurationSeconds } from "../../safety/duration";
import { goDurationProblem } from "../../schemas/duration";
import { after, childOptions } from "../options";
import { environments, type Environment } from "../environments";
import { dataProtectionOptions } from "../protection";
import {
  generatedSecretManifest,
  passwordGeneratorManifest,
  storedSecretManifest,
  type ExternalSecretData,
  type ExternalSecretPlace,
  type GeneratedPassword,
} from "./external-secret-manifest";
import { claimSecret } from "./one-producer";

/** Arguments of `ExternalSecret`. Write `store` and `data`, or `generate`. */
export interface ExternalSecretArgs {
  /** The environment of the database. */
  environment: Environment;
  /** Namespace of the database. */
  namespace: pulumi.Input<string>;
  /** Name of the Secret that is written, such as `mariadb-root`; the ExternalSecret is called the same. */
  secretName: pulumi.Input<string>;
  /** Name of the SecretStore in the same namespace. A ClusterSecretStore cannot be named. */
  store?: pulumi.Input<string>;
  /** The keys of the Secret, and where their values come from. */
  data?: ExternalSecretData[];
  /**
   * How often the store is asked, as a Go duration of at most `1h`: so late may a rotated password arrive.
   *
   * @default "1h"
   */
  refreshInterval?: string;
  /**
   * A password that the operator makes up once. Refused in staging and production: its only copy is in the cluster.
   */
  generate?: GeneratedPassword;
  /**
   * Whether Pulumi refuses to delete the ExternalSecret where the environment's table protects. It and the Secret are
   * kept on destroy anyway.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * A Secret of a database user that External Secrets writes from a store. Only the reference is in Git and in the state.
 *
 * The Secret has no owner and stays when the ExternalSecret, the operator or the entry in the store goes.
 */
export class ExternalSecret extends pulumi.ComponentResource {
  /** Name of the Secret, known in previews. The operator writes it some seconds later. */
  public readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: ExternalSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:ExternalSecret", name, {}, opts);
    const problem = findProblem(args);
    if (problem !== undefined) {
      throw new pulumi.ResourceError(`${name}: ${problem}`, this, true);
    }
    const { environment, namespace } = args;
    const secretName = claimSecret(this, namespace, args.secretName);
    // Kept like data: its deletion waits for the operator's webhook, which a destroy may have removed before.
    const options = {
      ...childOptions(this, opts),
      ...dataProtectionOptions(environment, args.deletionProtection),
    };
    const registered = register(name, { environment, namespace, secretName }, args, options);
    this.secretName = after(registered, secretName);
    this.registerOutputs({ secretName: this.secretName });
  }
}

/** The ExternalSecret, after its generator if it has one. */
function register(
  name: string,
  place: ExternalSecretPlace,
  { store, data = [], generate, refreshInterval }: ExternalSecretArgs,
  options: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  const externalSecret = `${name}-external-secret`;
  if (generate === undefined || store !== undefined) {
    const manifest = storedSecretManifest(place, store ?? "", refreshInterval ?? "1h", data);
    return new k8s.apiextensions.CustomResource(externalSecret, manifest, options);
  }
  const generator = new k8s.apiextensions.CustomResource(
    `${name}-generator`,
    passwordGeneratorManifest(place, generate),
    options,
  );
  return new k8s.apiextensions.CustomResource(externalSecret, generatedSecretManifest(place), {
    ...options,
    dependsOn: generator,
  });
}

/** What is wrong with the arguments, and what to write instead. */
function findProblem(args: ExternalSecretArgs): string | undefined {
  return args.generate === undefined ? storedProblem(args) : generatedProblem(args, args.generate);
}

function storedProblem({ store, data = [], refreshInterval = "1h" }: ExternalSecretArgs): string | undefined {
  if (store === undefined || data.length === 0) {
    return "store and data say where the values come from; write both, or generate";
  }
  const keys = data.map(({ secretKey = "password" }) => secretKey);
  if (new Set(keys).size !== keys.length) {
    return "data has two values for one key of the Secret; write another secretKey";
  }
  const problem = goDurationProblem(refreshInterval);
  if (problem !== undefined) {
    return `refreshInterval ${problem}`;
  }
  const seconds = goDurationSeconds(refreshInterval) ?? 0;
  return seconds > 0 && seconds <= 3600
    ? undefined
    : `refreshInterval is ${JSON.stringify(refreshInterval)}; write more than 0 and at most "1h", ` +
        "because until then the database refuses a rotated password";
}

function generatedProblem(args: ExternalSecretArgs, { length = 32 }: GeneratedPassword): string | undefined {
  if (args.store !== undefined || args.data !== undefined || args.refreshInterval !== undefined) {
    return "generate makes the value up once; leave store, data and refreshInterval out";
  }
  if (environments[args.environment].protection.protect) {
    return (
      `generate is for dev; in ${args.environment} the only copy of the password would be lost with the cluster; ` +
      "write store and data"
    );
  }
  return Number.isInteger(length) && length >= 16 && length <= 64
    ? undefined
    : `generate.length is ${length}; write whole characters from 16 to 64`;
}
