import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { mariadbGroup } from "../../safety/kinds";
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

const apiGroup = "rbac.authorization.k8s.io";
const apiVersion = `${apiGroup}/v1` as const;

/** Whom a RoleBinding gives its Role to. */
export interface Subject {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: pulumi.Input<string>;
  readonly namespace?: pulumi.Input<string>;
}

/** A Role and the RoleBinding of the same name, as plain objects. */
function boundRole(
  name: string,
  { namespace, labels }: InNamespace,
  rules: NamedRule[],
  subjects: Subject[],
) {
  const metadata = { name, namespace, labels };
  const roleRef = { apiGroup, kind: "Role", name };
  return {
    role: { apiVersion, kind: "Role" as const, metadata, rules },
    roleBinding: { apiVersion, kind: "RoleBinding" as const, metadata, roleRef, subjects },
  };
}

/**
 * The Role and RoleBinding of groups of people, as plain objects.
 *
 * @param groups as the cluster's authenticator names them
 */
export function groupAccess(
  name: string,
  place: InNamespace,
  rules: NamedRule[],
  groups: readonly pulumi.Input<string>[],
) {
  const subjects = groups.map((group) => ({ apiGroup, kind: "Group", name: group }));
  return boundRole(name, place, rules, subjects);
}

/**
 * The ServiceAccount, Role and RoleBinding of the identity, as plain objects.
 *
 * @param secretsInGit whether the identity may also write Secrets, which only SOPS under Flux needs
 */
export function syncIdentity(place: InNamespace, secretsInGit: boolean) {
  const { namespace, labels } = place;
  const metadata = { name: syncServiceAccount, namespace, labels };
  const rules = syncRules(namespace, secretsInGit);
  return {
    serviceAccount: {
      apiVersion: "v1" as const,
      kind: "ServiceAccount" as const,
      metadata,
      // The engine impersonates it; no pod has to carry its token.
      automountServiceAccountToken: false,
    },
    ...boundRole(syncServiceAccount, place, rules, [
      { kind: "ServiceAccount", name: syncServiceAccount, namespace },
    ]),
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

/** The Role and RoleBinding of people who may look and nothing else, as plain objects. */
export function developerAccess(place: InNamespace, groups: readonly pulumi.Input<string>[]) {
  return groupAccess(developerRole, place, developerRules(), groups);
}

/**
 * The rules of developers. No Secrets, because a password there is root on the database; no exec and no
 * port-forward, because a shell in the pod opens the data without a password.
 */
export function developerRules(): Rule[] {
  const operator = [...deliveredKinds, ...oneTimeKinds].filter(({ group }) => group === mariadbGroup);
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
