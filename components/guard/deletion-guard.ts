import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { monitorLabels } from "../chart/values";
import { after, childOptions, dependencies } from "../options";
import { environments, type Environment } from "../environments";
import { refuseArguments } from "../problems";
import { alertsManifest } from "./alerts";
import { guardManifests, type GuardManifests } from "./manifests";
import { namespacesProblems } from "./reach-problems";
import type { Reach } from "./scope";

/** Arguments of `DeletionGuard`. */
export interface DeletionGuardArgs {
  /** The environment whose databases are guarded. Each environment has a guard of its own, also on one cluster. */
  environment: Environment;
  /**
   * Namespaces of the environment's databases. Plain strings, because they shape the policies: these namespaces, the
   * databases and claims inside, and the volumes bound to them are guarded by name, labelled or not.
   *
   * Fails when there is none, or when one cannot be the name of a namespace: such a guard would protect nothing.
   */
  namespaces: string[];
  /**
   * Whether the API server refuses what is not confirmed. When false it lets it pass, warns the caller and writes it
   * to the audit log, and Pulumi deletes the guard's own objects on destroy: bindings that only warn, left behind,
   * would be merged with those of the next guard, which the API server refuses.
   *
   * @default true
   */
  deletionProtection?: boolean;
  /**
   * Alerts of the Prometheus Operator on every change of admission policies, and on missing ones: nothing in the API
   * keeps somebody with the rights from removing the guard. The cluster must have the Prometheus Operator, and
   * Prometheus must scrape the API server.
   *
   * @default none
   */
  alerts?: DeletionGuardAlertsArgs;
}

/** Where the alerts of a guard go. */
export interface DeletionGuardAlertsArgs {
  /**
   * Namespace of the PrometheusRule, which exists.
   *
   * @default "monitoring"
   */
  namespace?: pulumi.Input<string>;
  /**
   * Labels by which the Prometheus Operator selects its rules.
   *
   * @default release: kube-prometheus-stack
   */
  labels?: Record<string, string>;
}

/**
 * The in-cluster deletion guard: the API server itself refuses to delete or weaken what carries data, whoever asks
 * and with whatever rights, until the object is annotated with its own name:
 * `mariadb-gitops.dev/confirm-deletion=<name>`.
 *
 * While it refuses it is kept on destroy, because the data that it guards is kept too.
 *
 * @example
 * ```ts
 * new DeletionGuard("guard", { environment: "production", namespaces: ["mariadb-production"] }, { providers });
 * ```
 */
export class DeletionGuard extends pulumi.ComponentResource {
  /** Names of the policies, known once they are in force. */
  public readonly policies: pulumi.Output<string[]>;
  /** Whether the guard refuses; otherwise it only warns and audits. */
  public readonly denies: pulumi.Output<boolean>;

  constructor(name: string, args: DeletionGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DeletionGuard", name, {}, opts);
    const deny = args.deletionProtection ?? true;
    refuseArguments(name, namespacesProblems(args.namespaces));
    const options = {
      ...childOptions(this, opts),
      retainOnDelete: deny,
      protect: deny && environments[args.environment].protection.protect,
    };
    const policies = guardManifests(args, deny).map((manifests) => register(name, manifests, options));
    if (args.alerts !== undefined) {
      registerAlerts(name, args, args.alerts, childOptions(this, opts));
    }
    this.policies = pulumi.all(policies);
    this.denies = pulumi.output(deny);
    this.registerOutputs({ policies: this.policies, denies: this.denies });
  }
}

function registerAlerts(
  name: string,
  reach: Reach,
  { namespace = "monitoring", labels = monitorLabels }: DeletionGuardAlertsArgs,
  options: pulumi.CustomResourceOptions,
): void {
  const { apiVersion, kind, metadata, spec } = alertsManifest({ reach, namespace, selectedBy: labels });
  new k8s.apiextensions.CustomResource(`${name}-alerts`, { apiVersion, kind, metadata, spec }, options);
}

/** Registers one policy and what binds it; the output is its name, known when the bindings are there. */
function register(
  name: string,
  { name: suffix, policyName, policy, bindings }: GuardManifests,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const registered = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
    `${name}-${suffix}`,
    { metadata: policy.metadata, spec: policy.spec },
    options,
  );
  return bindings.reduce<pulumi.Output<string>>((known, { metadata, spec }) => {
    const scope = metadata.name.slice(policyName.length);
    const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      `${name}-${suffix}${scope}-binding`,
      { metadata, spec },
      // Without its policy a binding binds nothing.
      { ...options, dependsOn: [registered, ...dependencies(options)] },
    );
    return after(binding, known);
  }, pulumi.output(policyName));
}
