import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { deliveredKinds, oneTimeKinds, rulesFor, secretKind, type Rule } from "./kinds";

/** The namespace and the labels of a manifest. */
export interface InNamespace {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/** The namespace that the children of a `DatabaseNamespace` go into. */
export interface NamespaceContents extends InNamespace {
  /** Name of the component, which every child's name starts with. */
  readonly name: string;
  readonly options: pulumi.CustomResourceOptions;
}

/** Name of the ServiceAccount as which an engine syncs; Role and RoleBinding are called the same. */
export const syncServiceAccount = "mariadb-sync";

/** A rule whose names may be known only later. */
export type NamedRule = Omit<Rule, "resourceNames"> & { resourceNames?: pulumi.Input<string>[] };

/** All that a sync needs. `delete` and `deletecollection` are absent: what the identity lacks, no setting can grant. */
const writing = ["get", "list", "watch", "create", "update", "patch"] as const;

/**
 * The ServiceAccount, Role and RoleBinding of the identity, as plain objects.
 *
 * @param secretsInGit whether the identity may also write Secrets, which only SOPS under Flux needs
 */
export function syncIdentity({ namespace, labels }: InNamespace, secretsInGit: boolean) {
  const metadata = { name: syncServiceAccount, namespace, labels };
  return {
    serviceAccount: {
      apiVersion: "v1" as const,
      kind: "ServiceAccount" as const,
      metadata,
      // The engine impersonates it; no pod has to carry its token.
      automountServiceAccountToken: false,
    },
    role: {
      apiVersion: "rbac.authorization.k8s.io/v1" as const,
      kind: "Role" as const,
      metadata,
      rules: syncRules(namespace, secretsInGit),
    },
    roleBinding: {
      apiVersion: "rbac.authorization.k8s.io/v1" as const,
      kind: "RoleBinding" as const,
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: syncServiceAccount },
      subjects: [{ kind: "ServiceAccount", name: syncServiceAccount, namespace }],
    },
  };
}

/**
 * The rules of the identity. `get` of the own namespace is for a user's own Application with `CreateNamespace=true`,
 * which then finds the namespace and does not have to create it.
 */
export function syncRules(namespace: pulumi.Input<string>, secretsInGit: boolean): NamedRule[] {
  const kinds = secretsInGit ? [...deliveredKinds, secretKind] : deliveredKinds;
  return [
    ...rulesFor(kinds, writing),
    { apiGroups: [""], resources: ["namespaces"], resourceNames: [namespace], verbs: ["get"] },
  ];
}

/** Name of the Role and the RoleBinding of developers. */
export const developerRole = "mariadb-developers";

const looking = ["get", "list", "watch"] as const;

/**
 * The Role and RoleBinding of people who may look and nothing else, as plain objects.
 *
 * @param groups as the cluster's authenticator names them
 */
export function developerAccess({ namespace, labels }: InNamespace, groups: pulumi.Input<string>[]) {
  const metadata = { name: developerRole, namespace, labels };
  return {
    role: {
      apiVersion: "rbac.authorization.k8s.io/v1" as const,
      kind: "Role" as const,
      metadata,
      rules: developerRules(),
    },
    roleBinding: {
      apiVersion: "rbac.authorization.k8s.io/v1" as const,
      kind: "RoleBinding" as const,
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: developerRole },
      subjects: groups.map((name) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name })),
    },
  };
}

/**
 * The rules of developers. No Secrets, because a password there is root on the database; no exec and no
 * port-forward, because a shell in the pod opens the data without a password.
 */
export function developerRules(): Rule[] {
  const operator = [...deliveredKinds, ...oneTimeKinds].filter(({ group }) => group === "k8s.mariadb.com");
  return [
    ...rulesFor(operator, looking),
    {
      apiGroups: [""],
      resources: ["pods", "pods/log", "events", "services", "persistentvolumeclaims"],
      verbs: [...looking],
    },
    { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: [...looking] },
  ];
}

/** The engine's identity. The engine must not sync before the last of the three is there. */
export function registerSyncIdentity(
  { name, options, ...place }: NamespaceContents,
  secretsInGit: boolean,
): pulumi.Resource[] {
  const { serviceAccount, role, roleBinding } = syncIdentity(place, secretsInGit);
  return [
    new k8s.core.v1.ServiceAccount(`${name}-sync-account`, serviceAccount, options),
    new k8s.rbac.v1.Role(`${name}-sync-role`, role, options),
    new k8s.rbac.v1.RoleBinding(`${name}-sync-binding`, roleBinding, options),
  ];
}

/** Read access for groups of people; nothing without a group. */
export function registerDeveloperAccess(
  { name, options, ...place }: NamespaceContents,
  groups: pulumi.Input<string>[],
): pulumi.Resource[] {
  if (groups.length === 0) {
    return [];
  }
  const { role, roleBinding } = developerAccess(place, groups);
  return [
    new k8s.rbac.v1.Role(`${name}-developers-role`, role, options),
    new k8s.rbac.v1.RoleBinding(`${name}-developers-binding`, roleBinding, options),
  ];
}
