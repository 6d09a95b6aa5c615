import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { goDurationSeconds } from "../../safety/duration";
import { goDurationProblem } from "../../schemas/duration";
import { after, childOptions } from "../options";
import { environments, type Environment } from "../environments";
import { problemOf, type Problem } from "../problems";
import { refuseArguments } from "../refusal";
import { dataProtectionOptions } from "../protection";
import {
  generatedSecretManifest,
  passwordGeneratorManifest,
  storedSecretManifest,
  type ExternalSecretData,
  type GeneratedPassword,
  type SecretTarget,
} from "./external-secret-manifest";
import { claimSecret } from "./one-producer";

/** Arguments of `ExternalSecret`. Set `store` and `data`, or `generate`. */
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
   * How often the store is read, as a Go duration of at most `1h`: a rotated password arrives this late.
   *
   * @default "1h"
   */
  refreshInterval?: string;
  /**
   * A password that the operator generates once. Refused in staging and production: its only copy is in the cluster.
   */
  generate?: GeneratedPassword;
  /**
   * Whether Pulumi refuses to delete the ExternalSecret in staging and production. It and the Secret are kept on
   * destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * A Secret of a database user that External Secrets writes from a store. Only the reference is in Git and in the state.
 *
 * The Secret has no owner and remains when the ExternalSecret, the operator or the entry in the store is deleted.
 */
export class ExternalSecret extends pulumi.ComponentResource {
  /** Name of the Secret, known in previews. The operator writes it some seconds later. */
  public readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: ExternalSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:ExternalSecret", name, {}, opts);
    refuseArguments(name, externalSecretProblems(args));
    const { environment, namespace } = args;
    const secretName = claimSecret(this, namespace, args.secretName);
    // Kept like data: its deletion waits for the operator's webhook, which a destroy may already have removed.
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
  target: SecretTarget,
  { store, data = [], generate, refreshInterval }: ExternalSecretArgs,
  options: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  const externalSecret = `${name}-external-secret`;
  if (generate === undefined || store !== undefined) {
    const manifest = storedSecretManifest(target, store ?? "", refreshInterval ?? "1h", data);
    return new k8s.apiextensions.CustomResource(externalSecret, manifest, options);
  }
  const generator = new k8s.apiextensions.CustomResource(
    `${name}-generator`,
    passwordGeneratorManifest(target, generate),
    options,
  );
  return new k8s.apiextensions.CustomResource(externalSecret, generatedSecretManifest(target), {
    ...options,
    dependsOn: generator,
  });
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
function externalSecretProblems(args: ExternalSecretArgs): Problem[] {
  return args.generate === undefined ? storedProblems(args) : generatedProblems(args, args.generate);
}

function storedProblems({ store, data = [], refreshInterval = "1h" }: ExternalSecretArgs): Problem[] {
  if (store === undefined || data.length === 0) {
    const reason = "store and data say where the values come from; set both, or generate";
    return [{ propertyPath: store === undefined ? "store" : "data", reason }];
  }
  const problems: Problem[] = [];
  const keys = data.map(({ secretKey = "password" }) => secretKey);
  if (new Set(keys).size !== keys.length) {
    problems.push(problemOf("data", "has two values for one key of the Secret; set another secretKey"));
  }
  const malformed = goDurationProblem(refreshInterval);
  const seconds = goDurationSeconds(refreshInterval) ?? 0;
  if (malformed !== undefined) {
    problems.push(problemOf("refreshInterval", malformed));
  } else if (seconds === 0 || seconds > 3600) {
    const limit = `set more than 0 and at most "1h", because until then the database refuses a rotated password`;
    problems.push(problemOf("refreshInterval", `is ${JSON.stringify(refreshInterval)}; ${limit}`));
  }
  return problems;
}

function generatedProblems(args: ExternalSecretArgs, { length = 32 }: GeneratedPassword): Problem[] {
  const problems: Problem[] = [];
  if (args.store !== undefined || args.data !== undefined || args.refreshInterval !== undefined) {
    problems.push(problemOf("generate", "creates the value once; remove store, data and refreshInterval"));
  }
  if (environments[args.environment].protection.protect) {
    const loss = `in ${args.environment} the only copy of the password would be lost with the cluster`;
    problems.push(problemOf("generate", `is for dev; ${loss}; set store and data`));
  }
  if (!Number.isInteger(length) || length < 16 || length > 64) {
    problems.push(problemOf("generate.length", `is ${length}; set a whole number from 16 to 64`));
  }
  return problems;
}
