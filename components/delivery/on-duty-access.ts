import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { mariadbGroup } from "../../safety/kinds";
import { deliveredKinds, rulesFor } from "./kinds";
import {
  developerRules,
  groupAccess,
  type InNamespace,
  type NamedRule,
  type NamespaceContents,
} from "./namespace-access";

/** Name of the Role and the RoleBinding of who is on duty. */
export const onDutyRole = "mariadb-on-duty";

/** Kinds whose deletion or weakening is confirmed in the namespace itself, beside those of the operator. */
const confirmedKinds = [
  { group: "", plural: "persistentvolumeclaims" },
  { group: "kustomize.toolkit.fluxcd.io", plural: "kustomizations" },
  { group: "helm.toolkit.fluxcd.io", plural: "helmreleases" },
] as const;

/** `patch` writes the confirmation; the other two are what the deletion guard asks the person for who writes it. */
const confirming = ["get", "list", "watch", "patch", "confirm-deletion", "confirm-weakening"];

/**
 * The rules of who is on duty: what developers see, and the confirmation of a deletion or a weakening. They delete
 * nothing themselves: another person does that. No Secrets, because a patch of one answers with its content; to confirm
 * there is the business of an administrator.
 */
export function onDutyRules(namespace: pulumi.Input<string>): NamedRule[] {
  const operator = deliveredKinds.filter(({ group }) => group === mariadbGroup);
  return [
    ...developerRules(),
    ...rulesFor(operator, confirming),
    // A Restore is confirmed on its namespace, before it exists.
    { apiGroups: [mariadbGroup], resources: ["restores"], verbs: ["confirm-restore"] },
    ...confirmedKinds.map(({ group, plural }) => ({
      apiGroups: [group],
      resources: [plural],
      verbs: [...confirming],
    })),
    {
      apiGroups: [""],
      resources: ["namespaces"],
      resourceNames: [namespace],
      verbs: confirming.filter((verb) => verb !== "list" && verb !== "watch"),
    },
  ];
}

/** The Role and, for the groups, the RoleBinding of who is on duty, as plain objects. */
export function onDutyAccess(place: InNamespace, groups: readonly pulumi.Input<string>[]) {
  return groupAccess(onDutyRole, place, onDutyRules(place.namespace), groups);
}

/** The role of who is on duty, which binds nobody without a group. */
export function registerOnDutyAccess(
  { name, options, ...place }: NamespaceContents,
  groups: pulumi.Input<string>[],
): pulumi.Resource[] {
  const { role, roleBinding } = onDutyAccess(place, groups);
  const registered = new k8s.rbac.v1.Role(`${name}-on-duty-role`, role, options);
  return groups.length === 0
    ? [registered]
    : [registered, new k8s.rbac.v1.RoleBinding(`${name}-on-duty-binding`, roleBinding, options)];
}
