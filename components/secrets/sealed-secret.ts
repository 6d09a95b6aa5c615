import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { after, childOptions } from "../options";
import { problemOf, type Problem } from "../problems";
import { refuseArguments } from "../refusal";
import { dataProtectionOptions } from "../protection";
import { claimSecret } from "./one-producer";
import { dataProblems, sealedSecretObject, type SecretShape } from "./sealed-secret-manifest";
import { seal, sealingLabel, SealingScope } from "./sealing/seal";

/** Arguments of `SealedSecret`. */
export interface SealedSecretArgs extends SecretShape<pulumi.Input<string>> {
  /** The values to seal, by their names in the Secret. Only their ciphertext reaches the resource and the state. */
  data: Record<string, pulumi.Input<string>>;
  /** Certificate of the controller, in PEM: `SealedSecrets.certificate`. */
  certificate: pulumi.Input<string>;
  /**
   * Whether a SealedSecret of this name that the cluster already holds is adopted and sealed again with `data`, which
   * must then hold the same values. Otherwise the update fails.
   *
   * @default false
   */
  adopt?: boolean;
  /**
   * Whether Pulumi refuses to delete the SealedSecret in staging and production. It is kept on destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * A Secret that Pulumi seals and the Sealed Secrets controller opens: protected in staging and production, kept on
 * destroy everywhere, and left in place by the controller when the SealedSecret itself is deleted.
 *
 * The same values always have the same ciphertext, so an update without a change changes nothing. The ciphertext depends
 * on a salt in Pulumi's state, which is a secret; when it is lost, the next update seals the values again.
 */
export class SealedSecret extends pulumi.ComponentResource {
  /** Name of the Secret, known once its SealedSecret is registered. */
  public readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: SealedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:SealedSecret", name, {}, opts);
    refuseArguments(name, sealedSecretProblems(args));
    const options = childOptions(this, opts);
    const secretName = claimSecret(this, args.namespace, args.name);
    const salt = new random.RandomPassword(`${name}-salt`, { length: 64, special: false }, options);
    const shape = { ...args, name: secretName };
    const encrypted = Object.entries(args.data).map(([key, value]) => [
      key,
      sealed(key, value, args, salt.result),
    ]);
    const sealedSecret = new k8s.apiextensions.CustomResource(
      `${name}-sealed`,
      sealedSecretObject(
        shape,
        Object.fromEntries(encrypted) as Record<string, pulumi.Output<string>>,
        // Takes over the fields that another stack has written.
        args.adopt === true ? { "pulumi.com/patchForce": "true" } : {},
      ),
      { ...options, ...dataProtectionOptions(args.environment, args.deletionProtection) },
    );
    this.secretName = after(sealedSecret, secretName);
    this.registerOutputs({ secretName: this.secretName });
  }
}

/** One sealed value. It is not a secret, although its inputs are. */
function sealed(
  key: string,
  value: pulumi.Input<string>,
  { certificate, name, namespace, scope = SealingScope.Strict }: SealedSecretArgs,
  salt: pulumi.Output<string>,
): pulumi.Output<string> {
  const ciphertext = pulumi
    .all([value, certificate, namespace, salt])
    .apply(([plaintext, pem, where, random]) =>
      seal({
        certificate: pem,
        label: sealingLabel(scope, { name, namespace: where }),
        key,
        value: plaintext,
        salt: random,
      }),
    );
  return pulumi.unsecret(ciphertext);
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
function sealedSecretProblems({ data, name }: SealedSecretArgs): Problem[] {
  return [
    ...dataProblems(data),
    ...(/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(name)
      ? []
      : [problemOf("name", `is "${name}"; set a name of lower-case letters, digits, dashes and dots`)]),
  ];
}
