/**
 * The values of the chart `argo-cd`: only what differs from the chart's defaults, and never a secret, because chart
 * values end up in clear in the release and in the state. Source: values.yaml of the pinned chart.
 */
export function argoCdValues(reconciliationTimeout: string): Record<string, unknown> {
  return {
    crds: { install: true, keep: true },
    redisSecretInit: { enabled: false },
    configs: {
      cm: {
        // With label tracking, an Application named like a MariaDB would own, and prune, the operator's PVCs.
        "application.resourceTrackingMethod": "annotation",
        "timeout.reconciliation": reconciliationTimeout,
        // Without it the waves of an app of apps do not wait for the databases.
        "resource.customizations.health.argoproj.io_Application": applicationHealth,
        "exec.enabled": "false",
      },
      rbac: { "policy.default": "role:readonly" },
    },
  };
}

/** Passes on the health that Argo CD computed for a child Application; Progressing until there is one. */
const applicationHealth = `local health = { status = "Progressing", message = "" }
if obj.status ~= nil and obj.status.health ~= nil then
  health.status = obj.status.health.status
  if obj.status.health.message ~= nil then
    health.message = obj.status.health.message
  end
end
return health
`;
