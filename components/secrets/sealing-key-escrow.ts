import { join } from "node:path";

import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";

import { environmentLabel } from "../../safety/labels";
import type { Environment } from "../environments";
import { escrowToFile } from "./sealing/escrow-file";

/** Where copies of the sealing keys are kept, so that losing cluster and state does not lose every secret. */
export interface SealingKeyEscrow {
  /**
   * A file per key, named after the key's Secret, encrypted with the passphrase and readable by its owner only. An update
   * writes it on the machine that runs it; a preview does not, and nothing overwrites it. With it one can read every
   * SealedSecret of the cluster: keep it neither in Git nor in the cluster.
   *
   * @default none
   */
  file?: SealingKeyEscrowFile;
  /**
   * Name of an AWS Secrets Manager secret; each key has its own below it, kept on destroy and recoverable for 30 days
   * when it is deleted manually.
   *
   * @default none
   */
  awsSecretName?: string;
}

/** The folder and the passphrase of encrypted copies of the sealing keys. */
export interface SealingKeyEscrowFile {
  /** Folder of the files, on the machine that runs the update. */
  folder: string;
  /** Passphrase that opens them: at least 20 characters, 8 of them different. A secret. */
  passphrase: pulumi.Input<string>;
}

/** One key on its way to the cluster. */
export interface KeyOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly certificate: pulumi.Output<string>;
}

/** The key that is copied. */
interface EscrowedKey {
  /** Name of the Pulumi resources. */
  readonly name: string;
  /** Name of the key's Secret in the cluster. */
  readonly secretName: string;
  readonly environment: Environment;
}

/** Copies the key and returns it once the copies exist, so that no key is in use without escrow. */
export function escrowed(
  target: EscrowedKey,
  key: KeyOutputs,
  escrow: SealingKeyEscrow,
  options: pulumi.CustomResourceOptions,
): KeyOutputs {
  const filed = escrow.file === undefined ? key : inFile(target.secretName, key, escrow.file);
  if (escrow.awsSecretName === undefined) {
    return filed;
  }
  const version = inSecretsManager(target, filed, escrow.awsSecretName, options);
  return {
    privateKey: pulumi.all([version.urn, filed.privateKey]).apply(([, pem]) => pem),
    certificate: filed.certificate,
  };
}

function inFile(
  secretName: string,
  { privateKey, certificate }: KeyOutputs,
  { folder, passphrase }: SealingKeyEscrowFile,
): KeyOutputs {
  const path = join(folder, `${secretName}.pem`);
  const kept = pulumi.all([privateKey, certificate, passphrase]).apply(([pem, cert, secret]) => {
    escrowToFile(path, { privateKey: pem, certificate: cert }, secret, !pulumi.runtime.isDryRun());
    return pem;
  });
  return { privateKey: kept, certificate };
}

function inSecretsManager(
  { name, secretName, environment }: EscrowedKey,
  { privateKey, certificate }: KeyOutputs,
  awsSecretName: string,
  options: pulumi.CustomResourceOptions,
): secretsmanager.SecretVersion {
  const secret = new secretsmanager.Secret(
    `${name}-escrow`,
    {
      name: `${awsSecretName}/${secretName}`,
      description: "Sealing key of Sealed Secrets: opens every SealedSecret that was sealed for it.",
      recoveryWindowInDays: 30,
      tags: { [environmentLabel]: environment },
    },
    options,
  );
  const both = pulumi
    .all([privateKey, certificate])
    .apply((pems) => pems.map((pem) => `${pem.trim()}\n`).join(""));
  return new secretsmanager.SecretVersion(
    `${name}-escrow-version`,
    { secretId: secret.id, secretString: pulumi.secret(both) },
    options,
  );
}
