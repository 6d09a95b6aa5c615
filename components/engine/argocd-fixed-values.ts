import type { FixedValue } from "../chart/values";

const deletesMore = "without it, an Argo CD that prunes or cascades acts with rights to delete everything";
const ownVersion = "the settings and the protections are those of one version of Argo CD";
const ownConfig = "the settings of this component would not be written";

/** The values of the chart `argo-cd` that a user cannot change. Source: values.yaml of the pinned chart. */
export const fixedArgoCdValues: readonly FixedValue[] = [
  fix("crds.keep", "uninstalling would delete the CRDs, and with them every Application and AppProject"),
  fix(
    "redisSecretInit.enabled",
    "the Secret argocd-redis is written by this component, and the hook waits for a pod",
  ),
  fix("namespaceOverride", "Applications would be in a namespace that Argo CD does not read", "namespace"),
  fix("configs.cm.create", ownConfig),
  setting(
    "application.resourceTrackingMethod",
    "an Application named like a MariaDB would own, and prune, its volumes",
  ),
  setting("application.sync.impersonation.enabled", deletesMore),
  setting("application.sync.impersonation.enforced", deletesMore),
  setting(
    "application.sync.requireOverridePrivilegeForRevisionSync",
    "whoever may sync could deploy a revision that nobody reviewed",
  ),
  setting("exec.enabled", "whoever may look at a pod could run commands in it"),
  setting("admin.enabled", "an administrator without single sign-on could log in", "localAdmin"),
  setting("installationID", "objects would be tracked under another id", "installationId"),
  setting(
    "resource.customizations.health.apps_StatefulSet",
    "databases would be judged healthy while they roll out",
  ),
  fix("configs.rbac.create", ownConfig),
  {
    path: ["configs", "rbac", "policy.default"],
    why: "everybody would get more than read access",
    argument: "rbac",
  },
  {
    path: ["configs", "rbac", "policy.csv"],
    why: "roles could delete databases' Applications",
    argument: "rbac",
  },
  fix("configs.secret.createSecret", "Helm would delete argocd-secret, and with it Argo CD's signing key"),
  fix(
    "configs.secret.extra",
    "Helm empties argocd-secret, with Argo CD's signing key, when its last own key goes",
  ),
  fix(
    "server.clusterRoleRules",
    "the API server of Argo CD could delete and patch everything in the cluster",
  ),
  { ...fix("server.extraArgs", "a sync could replace an object, which deletes it first"), extensible: true },
  {
    ...fix("applicationSet.extraArgs", "a generator that returns nothing would delete Applications"),
    extensible: true,
  },
  ...["global", "controller", "server", "repoServer", "applicationSet"].map((part) =>
    fix(`${part}.image.tag`, ownVersion, "version"),
  ),
];

function fix(path: string, why: string, argument?: string): FixedValue {
  return { path: path.split("."), why, ...(argument === undefined ? {} : { argument }) };
}

/** A key of the ConfigMap `argocd-cm`, which contains dots. */
function setting(key: string, why: string, argument?: string): FixedValue {
  return { path: ["configs", "cm", key], why, ...(argument === undefined ? {} : { argument }) };
}
