import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { monitorLabels } from "../chart/values";
import { after, childOptions, dependencies } from "../options";
import { environments, type Environment } from "../environments";
import { refuseArguments } from "../refusal";
import { alertsManifest } from "./alerts";
import { clockKeeper } from "./clock";
import { guardManifests, type GuardManifests } from "./manifests";
import { reachObject } from "./reach";
import { clockProblems, nameProblems, namespacesProblems } from "./reach-problems";
import type { Reach } from "./scope";

/** Arguments of `DeletionGuard`. */
export interface DeletionGuardArgs {
  /** The environment whose databases are guarded. Each environment has a guard of its own, also on one cluster. */
  environment: Environment;
  /**
   * Name of the guard among those of the same environment on one cluster, as a part of the names of its objects. Needed
   * by the second one only: without a name of its own it would overwrite the first, and the API server refuses that and
   * names the stack of the first. Changing it leaves the objects of the old name behind, which guard on.
   *
   * Fails when it has anything but lower-case letters, digits and dashes, or more than 20 of them.
   *
   * @default none: `mariadb-gitops-<environment>-<policy>`
   */
  name?: string;
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
   * Whether another person than the one who confirmed must delete or weaken.
   *
   * @default true in production, false elsewhere
   */
  secondPerson?: boolean;
  /**
   * The Lease whose `spec.renewTime` is the time for confirmations. Without it none can be set or used; every other
   * update passes. `kubectl get leases --all-namespaces --sort-by=.spec.renewTime` lists what a managed control plane
   * renews; choose one that is renewed every few seconds and that nobody else may write.
   *
   * @default kube-controller-manager in kube-system, which the controller manager renews while it elects a leader
   */
  clock?: GuardClock;
  /**
   * The ServiceAccount of mariadb-operator, which may make the Restore of a new server and delete old snapshots.
   *
   * @default mariadb-operator in mariadb-system
   */
  operatorAccount?: OperatorAccount;
  /**
   * Alerts of the Prometheus Operator on every change of admission policies, and on missing ones: nothing in the API
   * keeps somebody with the rights from removing the guard. The cluster must have the Prometheus Operator, and
   * Prometheus must scrape the API server.
   *
   * @default none
   */
  alerts?: DeletionGuardAlertsArgs;
}

/** The ServiceAccount that mariadb-operator runs as. */
export interface OperatorAccount {
  namespace: string;
  name: string;
}

/** The Lease that tells the deletion guard the time. */
export interface GuardClock {
  namespace: string;
  name: string;
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
 * and with whatever rights, until a person confirms it with `mariadb-gitops confirm KIND/NAME`. A confirmation is for one
 * object and one hour at most; its person needs an RBAC verb of its own, and in production another person uses it. In dev
 * the object's own name in the annotation `mariadb-gitops.dev/confirm-deletion` is enough.
 *
 * While it refuses it is kept on destroy, because the data that it guards is kept too. One policy, which keeps the clock
 * running and matches nothing, is kept in any case.
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
    refuseArguments(name, [
      ...nameProblems(args.name),
      ...namespacesProblems(args.namespaces),
      ...clockProblems(args.clock),
    ]);
    const options = {
      ...childOptions(this, opts),
      retainOnDelete: deny,
      protect: deny && environments[args.environment].protection.protect,
    };
    const reach = registerReach(name, args, options);
    const afterReach = { ...options, dependsOn: [reach, ...dependencies(options)] };
    // Kept when the guard goes, so that the next one on this cluster can read its clock.
    register(name, clockKeeper(args), { ...afterReach, retainOnDelete: true });
    const policies = guardManifests(args, deny).map((manifests) => register(name, manifests, afterReach));
    if (args.alerts !== undefined) {
      registerAlerts(name, args, args.alerts, childOptions(this, opts));
    }
    this.policies = pulumi.all(policies);
    this.denies = pulumi.output(deny);
    this.registerOutputs({ policies: this.policies, denies: this.denies });
  }
}

/** Registers what the guard looks after. Nothing of a guard that would overwrite another one is registered after it. */
function registerReach(
  name: string,
  args: DeletionGuardArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const { metadata } = reachObject(args, `${pulumi.getProject()}/${pulumi.getStack()} (${name})`);
  return new k8s.rbac.v1.ClusterRole(`${name}-reach`, { metadata }, options);
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
  { name: suffix, policyName, policy, bindings }: GuardManifests | ReturnType<typeof clockKeeper>,
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
