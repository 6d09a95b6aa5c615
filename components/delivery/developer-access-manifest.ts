import type { Input } from "@pulumi/pulumi";

import { deliveredKinds, oneTimeKinds, rulesFor, type Rule } from "./kinds";

/** Name of the Role and the RoleBinding of developers. */
export const developerRole = "mariadb-developers";

const looking = ["get", "list", "watch"] as const;

/** Who may look into the namespace. */
export interface DeveloperAccessArgs {
  /** Namespace of the databases. */
  namespace: Input<string>;
  labels: Record<string, string>;
  /** Groups, as the cluster's authenticator names them. */
  groups: Input<string>[];
}

/** The Role and RoleBinding of people who may look and nothing else, as plain objects. */
export function developerAccess({ namespace, labels, groups }: DeveloperAccessArgs) {
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
