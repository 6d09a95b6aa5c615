import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

import { environments, type Environment } from "../environments";
import { environmentLabels } from "../labels";
import { childOptions } from "../options";

/** Arguments of `SealingKey`. */
export interface SealingKeyArgs {
  /** The environment whose SealedSecrets the key opens. */
  environment: Environment;
  /**
   * Namespace of the Sealed Secrets controller, which reads the key there when it starts.
   *
   * @default "kube-system"
   */
  namespace?: pulumi.Input<string>;
  /**
   * How long the certificate is valid, in hours. The controller does not refuse an old one; it bounds a leaked key.
   *
   * @default 87600 (ten years, the controller's own default)
   */
  validityPeriodHours?: number;
}

/**
 * A key pair of our own for Sealed Secrets: RSA 4096 with a self-signed certificate, in the Secret that the
 * controller takes as its active key.
 *
 * The controller would make a key by itself, but then the only copy is in the cluster: rebuilt from Git, that cluster
 * could not read one SealedSecret. This one is also in Pulumi's encrypted state. It is kept on destroy in every
 * environment, and protected in staging and production. Register it before the controller starts.
 */
export class SealingKey extends pulumi.ComponentResource {
  /** The certificate, in PEM: what `kubeseal --cert` takes. It is not a secret. */
  public readonly certificate: pulumi.Output<string>;

  constructor(name: string, args: SealingKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:SealingKey", name, {}, opts);
    const { protect } = environments[args.environment].protection;
    const options = { ...childOptions(this, opts), protect };
    const key = new tls.PrivateKey(`${name}-key`, { algorithm: "RSA", rsaBits: 4096 }, options);
    const certificate = new tls.SelfSignedCert(
      `${name}-certificate`,
      {
        privateKeyPem: key.privateKeyPem,
        allowedUses: ["key_encipherment"],
        subject: { commonName: "sealed-secrets" },
        validityPeriodHours: args.validityPeriodHours ?? 87_600,
      },
      options,
    );
    new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: {
          name: `${name}-active`,
          namespace: args.namespace ?? "kube-system",
          labels: {
            ...environmentLabels(args.environment),
            "sealedsecrets.bitnami.com/sealed-secrets-key": "active",
          },
        },
        type: "kubernetes.io/tls",
        stringData: { "tls.crt": certificate.certPem, "tls.key": key.privateKeyPem },
      },
      { ...options, retainOnDelete: true },
    );
    this.certificate = certificate.certPem;
    this.registerOutputs({ certificate: this.certificate });
  }
}
