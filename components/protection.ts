import type { CustomResourceOptions } from "@pulumi/pulumi";

import { environments, type Environment } from "./environments";
import { environmentLabels, protectedLabels } from "./labels";

/**
 * Pulumi's own protection of a resource that delivers databases: the environment's, unless deletion protection is
 * switched off, which lifts `protect` and nothing else. What is kept on destroy stays kept.
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
