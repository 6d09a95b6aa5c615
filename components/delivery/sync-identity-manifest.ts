import type { Input } from "@pulumi/pulumi";

import { deliveredKinds, rulesFor, secretKind, type Rule } from "./kinds";

/** Name of the ServiceAccount as which an engine syncs; Role and RoleBinding are called the same. */
export const syncServiceAccount = "mariadb-sync";

/** All that a sync needs. `delete` and `deletecollection` are absent: what the identity lacks, no setting can grant. */
const writing = ["get", "list", "watch", "create", "update", "patch"] as const;

/** What the sync identity of one namespace gets. */
export interface SyncIdentityArgs {
  /** Namespace of the databases. */
  namespace: Input<string>;
  labels: Record<string, string>;
  /** Whether the identity may also write Secrets, which only SOPS under Flux needs. */
  secretsInGit: boolean;
}

/** The ServiceAccount, Role and RoleBinding of the identity, as plain objects. */
export function syncIdentity({ namespace, labels, secretsInGit }: SyncIdentityArgs) {
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
 * The rules of the identity. `get` of the own namespace is what Argo CD asks with `CreateNamespace=true`; the
 * namespace exists, so it never has to create it.
 */
export function syncRules(
  namespace: Input<string>,
  secretsInGit: boolean,
): (Omit<Rule, "resourceNames"> & { resourceNames?: Input<string>[] })[] {
  const kinds = secretsInGit ? [...deliveredKinds, secretKind] : deliveredKinds;
  return [
    ...rulesFor(kinds, writing),
    { apiGroups: [""], resources: ["namespaces"], resourceNames: [namespace], verbs: ["get"] },
  ];
}
