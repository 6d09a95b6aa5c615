import type * as pulumi from "@pulumi/pulumi";

import { goDurationProblem } from "../../schemas/duration";
import type { ChartArgs } from "../chart/args";
import type { Environment } from "../environments";
import { existingProblems, Installation } from "../installation";
import { problemOf, type Problem } from "../problems";
import type { ControllerArgs } from "./sealed-secrets-values";
import type { SealingKeyEscrow } from "./sealing-key-escrow";
import { passphraseProblem } from "./sealing/escrow-file";

/** A sealing key with its certificate, both in PEM. */
export interface SealingKeyPair {
  /** The RSA key. A secret. */
  privateKey: pulumi.Input<string>;
  /** The certificate of that key. */
  certificate: pulumi.Input<string>;
}

/** How the Sealed Secrets controller is installed, or which existing one is used. */
export interface SealedSecretsInstallationArgs extends ControllerArgs, ChartArgs {
  /**
   * Whether to install the controller or to use the one that the cluster has, whose `certificate` must then be given.
   *
   * @default Installation.Install
   */
  installation?: Installation;
  /**
   * Namespace of the controller; it must exist. Plain, because it shapes the chart.
   *
   * @default "kube-system", where kubeseal looks for it
   */
  namespace?: string;
  /**
   * Name of the controller's Deployment and Service.
   *
   * @default "sealed-secrets-controller", which kubeseal expects
   */
  controllerName?: string;
  /**
   * Certificate of an existing controller, in PEM: what `kubeseal --fetch-cert` prints. Not with an installation of
   * our own, which makes it.
   */
  certificate?: pulumi.Input<string>;
  /**
   * How often the key was rotated. Raise it by one to rotate: a new key is added and seals from then on; the earlier keys
   * still open what they sealed. Never lower it.
   *
   * @default 0
   */
  rotations?: number;
  /**
   * How long the certificates are valid, in hours. The controller does not refuse an old one; `kubeseal` does.
   *
   * @default 87600 (ten years, the controller's own default)
   */
  validityPeriodHours?: number;
  /**
   * The first key, brought back from escrow, instead of a new one: for a new cluster, or after a destroy. Not for a
   * stack that has its key already. Private key and certificate in PEM; a certificate for another key is an error.
   *
   * @default none: a new key
   */
  restore?: SealingKeyPair;
  /**
   * The keys that the cluster already holds, the first one first: those that an earlier destroy kept. They are used in
   * place of new ones, and never replaced.
   *
   * @default none
   */
  keptKeys?: SealingKeyPair[];
  /**
   * Where else a copy of each key is kept. It is written before the controller gets the key.
   *
   * @default none: the cluster and Pulumi's encrypted state hold the only copies
   */
  escrow?: SealingKeyEscrow;
  /**
   * Addresses that may reach the HTTP port, as CIDRs: the API servers', for `kubeseal` without `--cert`.
   *
   * @default []
   */
  httpFrom?: string[];
}

/** Arguments of `SealedSecrets`. */
export interface SealedSecretsArgs extends SealedSecretsInstallationArgs {
  /** The environment whose secrets the controller opens. */
  environment: Environment;
  /**
   * Whether Pulumi refuses to delete the keys where the environment says so. Their Secrets are kept either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/** Problems with the arguments, each with its remedy; empty when there are none. */
export function sealedSecretsProblems(args: SealedSecretsArgs): Problem[] {
  return args.installation === Installation.Existing ? foreignProblems(args) : installProblems(args);
}

function foreignProblems(args: SealedSecretsArgs): Problem[] {
  const missing =
    "is missing; set what `kubeseal --fetch-cert` prints, because an existing controller has its own key";
  return [
    ...(args.certificate === undefined ? [problemOf("certificate", missing)] : []),
    ...existingProblems(args, [
      "environment",
      "installation",
      "namespace",
      "controllerName",
      "certificate",
      "deletionProtection",
    ]),
  ];
}

function installProblems(args: SealedSecretsArgs): Problem[] {
  const { certificate, rotations = 0, keyRenewPeriod, version, escrow } = args;
  const problems: Problem[] = [];
  if (certificate !== undefined) {
    const remedy = "set Installation.Existing, or remove it";
    problems.push(problemOf("certificate", `is that of an existing controller; ${remedy}`));
  }
  if (!Number.isInteger(rotations) || rotations < 0) {
    problems.push(problemOf("rotations", `is ${rotations}; set a whole number from 0`));
  }
  const malformed = keyRenewPeriod === undefined ? undefined : goDurationProblem(keyRenewPeriod);
  if (malformed !== undefined) {
    problems.push(problemOf("keyRenewPeriod", malformed));
  }
  if (version !== undefined && !isSafeVersion(version)) {
    const remedy =
      "set 0.40.0 or a newer exact version: earlier controllers decrypt for anyone who reaches them";
    problems.push(problemOf("version", `is "${version}"; ${remedy}`));
  }
  const passphrase = escrow?.file?.passphrase;
  const weak = typeof passphrase === "string" ? passphraseProblem(passphrase) : undefined;
  if (weak !== undefined) {
    problems.push({ propertyPath: "escrow.file.passphrase", reason: weak });
  }
  return problems;
}

/** Whether it is an exact version, 0.40.0 or newer. */
function isSafeVersion(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\.\d+$/.exec(version) ?? [];
  return major !== undefined && (Number(major) > 0 || Number(minor) >= 40);
}
