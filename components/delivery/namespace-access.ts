import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { developerAccess } from "./developer-access-manifest";
import { syncIdentity } from "./sync-identity-manifest";

/** Where the children of a `DatabaseNamespace` go. */
export interface Place {
  /** Name of the component, which every child's name starts with. */
  readonly name: string;
  /** The namespace, once it exists. */
  readonly namespace: pulumi.Output<string>;
  readonly labels: Record<string, string>;
  readonly options: pulumi.CustomResourceOptions;
}

/** The engine's identity. The engine must not sync before the last of the three is there. */
export function registerSyncIdentity(
  { name, namespace, labels, options }: Place,
  secretsInGit: boolean,
): pulumi.Resource[] {
  const { serviceAccount, role, roleBinding } = syncIdentity({ namespace, labels, secretsInGit });
  return [
    new k8s.core.v1.ServiceAccount(`${name}-sync-account`, serviceAccount, options),
    new k8s.rbac.v1.Role(`${name}-sync-role`, role, options),
    new k8s.rbac.v1.RoleBinding(`${name}-sync-binding`, roleBinding, options),
  ];
}

/** Read access for groups of people; nothing without a group. */
export function registerDeveloperAccess(
  { name, namespace, labels, options }: Place,
  groups: pulumi.Input<string>[],
): pulumi.Resource[] {
  if (groups.length === 0) {
    return [];
  }
  const { role, roleBinding } = developerAccess({ namespace, labels, groups });
  return [
    new k8s.rbac.v1.Role(`${name}-developers-role`, role, options),
    new k8s.rbac.v1.RoleBinding(`${name}-developers-binding`, roleBinding, options),
  ];
}
