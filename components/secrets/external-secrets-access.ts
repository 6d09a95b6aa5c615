import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { controllerServiceAccount, type ServiceAccountReference } from "../workload-identity";

/**
 * The Role and the binding that let the controller make tokens of one ServiceAccount: the right that a store with
 * `serviceAccountRef` needs, for no other account.
 */
export function tokenAccess(account: ServiceAccountReference, controllerNamespace: string) {
  const metadata = { name: `external-secrets-token-${account.name}`, namespace: account.namespace };
  return {
    role: {
      metadata,
      rules: [
        {
          apiGroups: [""],
          resources: ["serviceaccounts/token"],
          resourceNames: [account.name],
          verbs: ["create"],
        },
      ],
    },
    binding: {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
      subjects: [{ kind: "ServiceAccount", name: controllerServiceAccount, namespace: controllerNamespace }],
    },
  };
}

/**
 * Registers the right to make tokens of each account, in the account's namespace, which must exist. For stores that
 * come from Git; the component `SecretStore` does it for its own account.
 */
export function allowTokens(
  name: string,
  accounts: readonly ServiceAccountReference[],
  controllerNamespace: string,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  return accounts.flatMap((account, index) => {
    const { role, binding } = tokenAccess(account, controllerNamespace);
    const registered = new k8s.rbac.v1.Role(`${name}-token-role-${index}`, role, options);
    const bound = new k8s.rbac.v1.RoleBinding(`${name}-token-binding-${index}`, binding, {
      ...options,
      dependsOn: registered,
    });
    return [registered, bound];
  });
}
