const revision = "8a1f";
const synced = { operationState: { phase: "Succeeded", syncResult: { revision } } };

/** An Application's fields, and the triggers that fire on it. */
export const cases: readonly (readonly [string, object, readonly string[]])[] = [
  ["has no status yet", {}, []],
  ["has an empty status", { status: {} }, []],
  [
    "is fine",
    { status: { ...synced, sync: { status: "Synced", revision }, health: { status: "Healthy" } } },
    ["on-deployed"],
  ],
  ["has drifted", { status: { ...synced, sync: { status: "OutOfSync", revision } } }, ["on-drift"]],
  ["waits for a promotion", { status: { ...synced, sync: { status: "OutOfSync", revision: "77aa" } } }, []],
  ["was never synced", { status: { sync: { status: "OutOfSync", revision } } }, []],
  [
    "is being synced",
    {
      status: {
        sync: { status: "OutOfSync", revision },
        operationState: { phase: "Running", syncResult: { revision } },
      },
    },
    [],
  ],
  [
    "failed to sync",
    { status: { operationState: { phase: "Failed", message: 'a "b"' } } },
    ["on-sync-failed"],
  ],
  ["could not sync", { status: { operationState: { phase: "Error" } } }, ["on-sync-failed"]],
  ["is degraded", { status: { health: { status: "Degraded" } } }, ["on-health-degraded"]],
  ["cannot be compared", { status: { sync: { status: "Unknown" } } }, ["on-sync-status-unknown"]],
  [
    "waits for the confirmation of a prune",
    {
      status: {
        operationState: {
          phase: "Running",
          message: "waiting for pruning confirmation of k8s.mariadb.com/MariaDB/mariadb",
        },
      },
    },
    ["on-prune-confirmation"],
  ],
  ["is being deleted", { metadata: { deletionTimestamp: "2026-11-20T10:00:00Z" } }, ["on-deletion-started"]],
  [
    "waits for the confirmation of its deletion",
    {
      metadata: { deletionTimestamp: "2026-11-20T10:00:00Z" },
      status: { resources: [{ kind: "Secret" }, { kind: "MariaDB", requiresDeletionConfirmation: true }] },
    },
    ["on-deletion-started", "on-prune-confirmation"],
  ],
  ["syncs by hand in production", labelled("production", {}), []],
  ["syncs by hand in dev", labelled("dev", {}), ["on-auto-sync-disabled"]],
  [
    "was switched off in staging",
    labelled("staging", { automated: { enabled: false } }),
    ["on-auto-sync-disabled"],
  ],
  ["syncs by itself in dev", labelled("dev", { automated: { prune: false } }), []],
];

function labelled(environment: string, syncPolicy: object): object {
  return { metadata: { labels: { "mariadb-gitops.dev/environment": environment } }, spec: { syncPolicy } };
}
