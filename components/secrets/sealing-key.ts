import { createPrivateKey, createPublicKey } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

import {
  dataProtectionOptions,
  environmentLabels,
  protectionAnnotations,
  protectionLabels,
} from "../protection";
import type { SealedSecretsArgs, SealingKeyPair } from "./sealed-secrets-args";
import { escrowed, type KeyOutputs } from "./sealing-key-escrow";
import { sealingPublicKey } from "./sealing/rsa";

/** One of our keys: its Secret, which the controller reads at its start, and its certificate. */
export interface SealingKey {
  readonly secretName: string;
  readonly secret: k8s.core.v1.Secret;
  readonly certificate: pulumi.Output<string>;
}

/**
 * Name of the Secret of a key; the first generation is 0. It does not contain the component's name: a cluster has one
 * controller, and a component with another name must find the same keys.
 */
export function keySecretName(generation: number): string {
  return generation === 0 ? "sealing-key-active" : `sealing-key-${generation + 1}`;
}

/**
 * Registers a key pair: RSA 4096 with a self-signed certificate, its copies in escrow, and the Secret that the controller
 * reads as a key. Earlier keys stay, because the controller needs them for what they sealed.
 */
export function registerSealingKey(
  name: string,
  generation: number,
  namespace: string,
  args: SealedSecretsArgs,
  options: pulumi.CustomResourceOptions,
): SealingKey {
  const { environment, deletionProtection = true, escrow, restore, keptKeys = [] } = args;
  const { protect, ...retained } = dataProtectionOptions(environment, deletionProtection);
  // The first key has no suffix, as before keys could be rotated: a renamed key would be a new key.
  const suffix = generation === 0 ? "" : `-${generation + 1}`;
  const secretName = keySecretName(generation);
  const pair =
    generation === 0 && restore !== undefined
      ? restored(restore, "restore")
      : generated(name, suffix, args.validityPeriodHours ?? 87_600, { ...options, protect });
  const target = { name: `${name}${suffix}`, secretName, environment };
  const kept = keptKeys[generation];
  const copied = escrowed(target, kept === undefined ? pair : restored(kept, "keptKeys"), escrow ?? {}, {
    ...options,
    ...retained,
    protect: deletionProtection,
  });
  const secret = new k8s.core.v1.Secret(
    `${name}-secret${suffix}`,
    {
      metadata: {
        name: secretName,
        namespace,
        labels: {
          ...environmentLabels(environment),
          ...protectionLabels,
          "sealedsecrets.bitnami.com/sealed-secrets-key": "active",
        },
        annotations: protectionAnnotations,
      },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": copied.certificate, "tls.key": copied.privateKey },
    },
    { ...options, ...retained, protect, hooks: { onError: [explainKeptKey(namespace, secretName)] } },
  );
  return { secretName, secret, certificate: pulumi.unsecret(copied.certificate) };
}

/** A new key; from then on Pulumi's state holds it, encrypted. */
function generated(
  name: string,
  suffix: string,
  validityPeriodHours: number,
  options: pulumi.CustomResourceOptions,
): KeyOutputs {
  const key = new tls.PrivateKey(`${name}-key${suffix}`, { algorithm: "RSA", rsaBits: 4096 }, options);
  const certificate = new tls.SelfSignedCert(
    `${name}-certificate${suffix}`,
    {
      privateKeyPem: key.privateKeyPem,
      allowedUses: ["key_encipherment"],
      subject: { commonName: "sealed-secrets" },
      validityPeriodHours,
    },
    options,
  );
  return { privateKey: key.privateKeyPem, certificate: certificate.certPem };
}

/** An earlier key. A certificate of another key is refused: no key could open what is sealed with it. */
function restored({ privateKey, certificate }: SealingKeyPair, argument: string): KeyOutputs {
  const checked = pulumi.all([privateKey, certificate]).apply(([pem, cert]) => {
    if (!publicHalf(pem, argument).equals(sealingPublicKey(cert))) {
      throw new Error(
        `${argument}.certificate is of another key than ${argument}.privateKey; set both to those of one key`,
      );
    }
    return { privateKey: pem, certificate: cert };
  });
  return { privateKey: pulumi.secret(checked.privateKey), certificate: checked.certificate };
}

function publicHalf(pem: string, argument: string) {
  try {
    return createPublicKey(createPrivateKey(pem));
  } catch {
    throw new Error(
      `${argument}.privateKey cannot be read; set it in PEM, decrypted (openssl pkey -in <escrow file>)`,
    );
  }
}

/** Says what to do when the Secret exists with another key, which an earlier stack has left. */
function explainKeptKey(namespace: string, secretName: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`explain-${namespace}-${secretName}`, ({ errors }) => {
    if (/conflict|already exists/i.test(errors.join("\n"))) {
      void pulumi.log.error(
        `The Secret ${namespace}/${secretName} holds a key that is not in this stack's state, and SealedSecrets may need ` +
          `it. Give it to the component: keptKeys[].privateKey and .certificate are tls.key and tls.crt of that Secret.`,
      );
    }
    return false;
  });
}
