import type { CustomResourceOptions } from "@pulumi/pulumi";

import {
  environmentLabel,
  fluxPrune,
  helmPolicyAnnotation,
  protectedLabel,
  syncOptionsAnnotation,
} from "../safety/labels";
import { environments, type Environment } from "./environments";

/** The labels of a protected object. */
export const protectedLabels: Readonly<Record<string, string>> = { [protectedLabel]: "true" };

/**
 * Annotations that make the engines keep an object: on every object under `gitops/`, and on what the components register
 * beside it. Argo CD and Helm read them from the live object, as exact strings.
 */
export const protectionAnnotations: Readonly<Record<string, string>> = {
  [syncOptionsAnnotation]: "Prune=false,Delete=false",
  [helmPolicyAnnotation]: "keep",
  [fluxPrune]: "disabled",
};

/** The labels that go with them. Flux accepts a label or an annotation; both are set. The guard reads the other one. */
export const protectionLabels: Readonly<Record<string, string>> = {
  [fluxPrune]: "disabled",
  ...protectedLabels,
};

/** The labels of everything that the components register for one environment. */
export function environmentLabels(environment: Environment): Record<string, string> {
  return { [environmentLabel]: environment, "app.kubernetes.io/part-of": "mariadb-gitops" };
}

/**
 * Pulumi's own protection of a resource that delivers databases: the environment's, unless deletion protection is
 * switched off, which lifts `protect` and nothing else. Resources kept on destroy stay kept.
 */
export function protectionOptions(
  environment: Environment,
  deletionProtection = true,
): Required<Pick<CustomResourceOptions, "protect" | "retainOnDelete">> {
  const { protect, retainOnDelete } = environments[environment].protection;
  return { protect: protect && deletionProtection, retainOnDelete };
}

/** The same for a resource that holds data or opens it: kept on destroy in every environment. */
export function dataProtectionOptions(
  environment: Environment,
  deletionProtection = true,
): Required<Pick<CustomResourceOptions, "protect" | "retainOnDelete">> {
  return { ...protectionOptions(environment, deletionProtection), retainOnDelete: true };
}

/**
 * The labels of what delivers databases. The guard protects what the environment has Pulumi protect: elsewhere a
 * destroy must be able to remove it. The switch does not touch the label: to take it off would itself be refused.
 */
export function deliveryLabels(environment: Environment): Record<string, string> {
  return {
    ...environmentLabels(environment),
    ...(environments[environment].protection.protect ? protectedLabels : {}),
  };
}
